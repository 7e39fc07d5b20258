import type { PublicCode, PublicFinding } from '../../server/findings/rules.ts';
import { StatusDot } from '../ui/badge.tsx';
import { date, month } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';

/** What was found, as one would say it to a family: about the house, never about a person in it. */
const found: Record<PublicCode, string> = {
  licence_expired: key('有证照过期'),
  stale_vacancy: key('床位数据长期没有更新'),
  over_capacity: key('收住的人数超过床位数'),
  price_jump: key('收费上涨没有按规定报批，或涨在补贴开始的当月'),
  spot_difference: key('现场清点的床位或人数与登记不符'),
  premises: key('场地设施有问题'),
  safety: key('消防或安全有隐患'),
  care: key('照护服务没有按约定做到'),
  records: key('服务记录不完整'),
  fees: key('收费有不合规定的地方'),
};

export type Inspections = { since: string; visits: number; findings: PublicFinding[] };

/** Checks of a home in plain words: how often somebody came, what was put right, and what is overdue. */
export function Checks({ of }: { of: Inspections }) {
  return (
    <section aria-labelledby="checks">
      <h2 id="checks">{t('检查和整改')}</h2>
      <p>
        {of.visits === 0 ? t('近 12 个月没有到现场检查的记录。') : t('近 12 个月到现场检查 {n} 次。', { n: of.visits })}
      </p>
      {of.findings.length === 0 ? (
        <p>{t('没有已公布的问题。')}</p>
      ) : (
        <ul class="stack-tight facility-checks">
          {of.findings.map((f) => (
            <li key={`${f.code}${f.found}${f.state === 'overdue' ? f.due : f.on}`}>
              <p>{t('{month}发现：{what}。', { month: month(`${f.found}-01`), what: t(found[f.code]) })}</p>
              {f.state === 'put_right' ? (
                <StatusDot shape="check" tone="accent">
                  {t('已整改，两名核查人员到现场看过，{day}办结。', { day: date(f.on) })}
                </StatusDot>
              ) : (
                <StatusDot shape="triangle" tone="red">
                  {t('正在整改，期限 {day}，已超过。', { day: date(f.due) })}
                </StatusDot>
              )}
            </li>
          ))}
        </ul>
      )}
      <p class="small muted">
        {t('只公布已办结和超过整改期限的、关于机构本身的问题；两年后不再列出。还在核实的和涉及个人的不公布。')}
      </p>
    </section>
  );
}
