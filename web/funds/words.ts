import type { InferResponseType } from 'hono/client';
import { toYuan } from '../../server/kernel/money.ts';
import type { client } from '../api.ts';
import { key, t } from '../ui/i18n.ts';

type Lines = (typeof client.api.v1)['budget-lines'];
export type Line = InferResponseType<Lines['$get'], 200>['lines'][number];
export type Ledger = InferResponseType<Lines[':id']['$get'], 200>;
export type Entry = Ledger['entries'][number];

const kinds: Record<Entry['kind'], string> = {
  opening: key('期初余额'),
  allocation: key('拨入'),
  payment: key('支付'),
  return: key('银行退回'),
  other: key('其他收支'),
  reversal: key('冲正'),
};
export const kindWord = (kind: Entry['kind']): string => t(kinds[kind]);
/** An amount as one types it into a field. */
export const typed = (fen: number): string => toYuan(fen).replace(/\.00$/, '');
export const roles = ['officer', 'leader', 'treasurer', 'inspector'] as const;
