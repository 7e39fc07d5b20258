import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { money } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';

export type Item = InferResponseType<typeof client.api.v1.menu.$get, 200>['items'][number];

/** 未填报 where nobody has said; free of charge where it is. */
export function feeText(of: Pick<Item, 'fee_fen' | 'fee_unit'>): string {
  if (of.fee_fen === null) return t('未填报');
  if (of.fee_fen === 0) return t('免费');
  return t('{sum}/{unit}', { sum: money(of.fee_fen, true), unit: of.fee_unit ?? '' });
}
export const daysText = (days: number | null): string =>
  days === null ? t('未填报') : days === 0 ? t('当天') : t('{n} 个工作日', { n: days });
