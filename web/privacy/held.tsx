import { type GroupKey, groups, parts } from '../../server/privacy/rules.ts';
import { Card, Facts } from '../ui/card.tsx';
import { told } from '../ui/consent-terms.tsx';
import { t } from '../ui/i18n.ts';
import type { Privacy } from './words.ts';

/** What is held, group by group: how much, why, on what ground, how long, who gets it. Nothing there is said too. */
export function Held({ of, applicant }: { of: Privacy; applicant: string }) {
  return (
    <div class="stack">
      <p>{t('下面是系统里关于这位老人的全部信息，按种类列出。证件号和电话加密保存，平时只显示一部分。')}</p>
      {(Object.keys(groups) as GroupKey[]).map((key) => (
        <Group key={key} of={key} counts={of.counts} />
      ))}
      {of.decided.length > 0 && (
        <Card as="section" aria-label={t('由规则自动排序的')}>
          <h2>{t('由规则自动排序的')}</h2>
          <p>{t('轮候顺序和分配轮次由公开的规则计算，人来审核。您有权知道怎么算的，也可以申诉。')}</p>
          <ul>
            {of.decided.map((one) => (
              <li key={one.id}>
                <a class="row-link" href={`/me/reasons/${one.id}`}>
                  {t('申请 {receipt}：怎么排的、为什么', { receipt: one.receipt_no })}
                </a>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card as="section" aria-label={t('信息不对怎么办')}>
        <h2>{t('信息不对怎么办')}</h2>
        <p>
          {t('姓名、证件号、住址有错，请带身份证到社区前台或打服务电话更正；材料有新的，直接再交一份，旧的自动作废。')}{' '}
          <a href={`/me/documents/${applicant}`}>{t('去交材料')}</a>
        </p>
      </Card>
    </div>
  );
}

function Group({ of, counts }: { of: GroupKey; counts: Record<string, number> }) {
  const group = groups[of];
  const own = parts.filter((p) => p.group === of);
  const total = own.reduce((sum, p) => sum + (counts[p.key] ?? 0), 0);
  const some = own.filter((p) => (counts[p.key] ?? 0) > 0);
  return (
    <Card as="section" aria-label={told(group.title)}>
      <div class="row-between">
        <h2>{told(group.title)}</h2>
        <span class="muted">{total === 0 ? t('没有') : t('{n} 条记录', { n: total })}</span>
      </div>
      {some.length > 0 && (
        <p>{some.map((p) => t('{what} {n} 条', { what: told(p.title), n: counts[p.key] ?? 0 })).join(t('、'))}</p>
      )}
      <details class="consent-more">
        <summary>{t('为什么存、留多久、给谁看')}</summary>
        <Facts
          of={[
            [t('为什么'), told(group.why)],
            [t('法律依据'), told(group.ground)],
            [t('留多久'), told(group.kept)],
            [t('提供给谁'), told(group.receiver)],
          ]}
        />
      </details>
    </Card>
  );
}
