import { StatusDot } from '../ui/badge.tsx';
import { Facts } from '../ui/card.tsx';
import { date, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { factText, inLanguage, partWord, type RuleSet } from '../ui/queue-words.ts';
import { conditionText, numberAt, numbers } from './words.ts';

export function RuleState({ of }: { of: Pick<RuleSet, 'state'> }) {
  if (of.state === 'in_force')
    return (
      <StatusDot shape="check" tone="accent">
        {t('现行')}
      </StatusDot>
    );
  return of.state === 'future' ? (
    <StatusDot shape="ring" tone="amber">
      {t('将生效')}
    </StatusDot>
  ) : (
    <StatusDot shape="dash" tone="stale">
      {t('已失效')}
    </StatusDot>
  );
}

/** A rule set as it stands, for whoever wants to know by what the queue is ordered. */
export function RuleSetView({ of }: { of: RuleSet }) {
  const { rules } = of;
  return (
    <>
      <div class="row-between">
        <h2>{of.version}</h2>
        <RuleState of={of} />
      </div>
      <Facts
        of={[
          [t('文号'), of.doc_no],
          [t('生效'), date(of.from)],
          [t('失效'), of.until ? date(of.until) : t('未定')],
        ]}
      />
      <h3>{t('通道')}</h3>
      <ol class="plain-list stack-tight">
        {rules.tracks.map((rule) => (
          <li key={rule.track}>
            <strong>
              {rule.track} {inLanguage(rule.name_zh, rule.name_en)}
            </strong>
            {rule.any.length === 0 ? (
              <p class="muted">{t('其余所有人')}</p>
            ) : (
              <ul class="rule-conditions">
                {rule.any.map((c) => (
                  <li key={JSON.stringify(c)}>{conditionText(c)}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
      <h3>{t('通道内的顺序')}</h3>
      <p>{[...rules.key, 'receipt_no' as const].map(partWord).join(' → ')}</p>
      <h3>{t('加分')}</h3>
      <Facts
        of={rules.points.map((p) => [
          factText(p),
          p.fact === 'carer_hardships' ? t('最多 {n} 分', { n: p.max }) : t('{n} 分', { n: p.points }),
        ])}
      />
      <h3>{t('天数、次数与限制')}</h3>
      <Facts
        of={[
          ...numbers.map(([path, label]): [string, string] => {
            const value = numberAt(rules, path);
            return [t(label), value === undefined ? t('不加') : number(value)];
          }),
          [t('空出床位'), rules.refill === 'automatic' ? t('系统即时通知下一位') : t('由工作人员通知下一位')],
        ]}
      />
    </>
  );
}
