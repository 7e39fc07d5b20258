import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { date, month as monthWord, number } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';

export type Summary = InferResponseType<typeof client.api.v1.settlements.$get, 200>['settlements'][number];
export type Settlement = InferResponseType<(typeof client.api.v1.settlements)[':id']['$get'], 200>;
export type Line = Settlement['lines'][number];
export type Reckoning = InferResponseType<(typeof client.api.v1.settlements)[':id']['lines'][':line']['$get'], 200>;

/** '2026-10' as people write it. */
export const inMonth = (month: string): string => monthWord(`${month}-01`);

const units = { bed_month: key('床位月'), place_month: key('名额月'), hour: key('小时') } as const;
export const unitWord = (unit: Line['unit']): string => t(units[unit]);

/** What is settled of a unit: '24/30 床位月', '1.67 小时'; the fraction stays one, so that it can be checked by hand. */
export function quantity(line: Pick<Line, 'unit' | 'units_num' | 'units_den'>): string {
  const { units_num: n, units_den: d } = line;
  const amount = line.unit === 'hour' ? number(n / d, 2) : n % d === 0 ? number(n / d) : `${n}/${d}`;
  return t('{amount} {unit}', { amount: amount.replace('-', '−'), unit: unitWord(line.unit) });
}

export function SummaryState({ of }: { of: Summary }) {
  if (of.approved_at !== null) {
    const paid = of.due_fen > 0 && of.paid_fen >= of.due_fen;
    return (
      <StatusDot shape="check" tone={paid ? 'accent' : 'plain'}>
        {paid ? t('已支付') : of.due_fen > 0 ? t('已审定') : t('已审定，无需支付')}
      </StatusDot>
    );
  }
  if (of.disputed > 0)
    return (
      <StatusDot shape="triangle" tone="amber">
        {t('{n} 行有异议', { n: of.disputed })}
      </StatusDot>
    );
  if (of.unanswered > 0)
    return (
      <StatusDot shape="half" tone="plain">
        {t('{n} 行待确认', { n: of.unanswered })}
      </StatusDot>
    );
  return (
    <StatusDot shape="ring" tone="accent">
      {t('可以审定')}
    </StatusDot>
  );
}

export function LineState({ of, until }: { of: Line; until: string | null }) {
  if (of.answer === 'confirmed')
    return (
      <StatusDot shape="check" tone="plain">
        {t('已确认')}
      </StatusDot>
    );
  if (of.answer === 'disputed')
    return (
      <StatusDot shape="triangle" tone="amber">
        {t('有异议')}
      </StatusDot>
    );
  if (of.answer === 'upheld')
    return (
      <StatusDot shape="square" tone="plain">
        {t('核实维持')}
      </StatusDot>
    );
  return (
    <StatusDot shape="half" tone="stale">
      {until === null ? t('没有答复') : t('待确认，到 {day}', { day: date(until) })}
    </StatusDot>
  );
}
