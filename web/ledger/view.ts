import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { number } from '../ui/format.ts';
import { key, lang, t } from '../ui/i18n.ts';
import { session } from '../ui/session.ts';

export type Ledger = InferResponseType<typeof client.api.v1.ledger.$get, 200>;
export type LotRow = Ledger['lots'][number];
export type LotPage = InferResponseType<(typeof client.api.v1.ledger.lots)[':id']['$get'], 200>;
export type Warning = LotRow['warnings'][number];
export type LedgerDay = LotRow['day'];

export const readers = ['officer', 'leader', 'treasurer', 'inspector', 'institution'] as const;
/** Where this reader's ledger is. */
export const base = () => (session.value?.role === 'institution' ? '/institution/ledger' : '/officer/ledger');

const units = { bed_month: key('床·月'), place_month: key('人·月'), hour: key('小时') } as const;
export const unitWord = (unit: keyof typeof units) => t(units[unit]);
/** Units with as many digits as say something. */
export const amount = (n: number) => number(n, Math.abs(n) < 1000 ? 1 : 0);

/** What kind of thing a warning is about, short enough for a table; the whole sentence stands beside the lot. */
const short: Record<string, string> = {
  ledger_left_behind: key('到期仍有人'),
  ledger_counter_off: key('计数不符'),
  ledger_over_bought: key('曾超出'),
  ledger_full: key('已用完'),
  ledger_nearly_full: key('名额将满'),
  ledger_quantity_nearly: key('数量将尽'),
  ledger_money_nearly: key('金额将尽'),
  ledger_will_run_out: key('到期前用完'),
  ledger_under_used: key('使用不足'),
};
export const shortOf = (code: string) => t(short[code] ?? code);
export const kindsOfWarning = Object.keys(short);
/** Something is wrong, not only scarce. */
export const isWrong = (code: string) => code === 'ledger_left_behind' || code === 'ledger_counter_off';
export const sentence = (w: Warning) => (lang.value === 'en' ? w.message_en : w.message_zh);

/** The parts of a lot in their order, with their heads. */
export const parts = () =>
  [
    ['bought', t('已购')],
    ['committed', t('通知中')],
    ['in_use', t('在住')],
    ['unused', t('未用')],
  ] as const satisfies (readonly [keyof LedgerDay, string])[];

/** Days in a row on which nothing changed, the latest first; minutes are added up. */
export type Run = LedgerDay & { from: string; days: number };
export function runsOf(days: readonly LedgerDay[]): Run[] {
  const out: Run[] = [];
  const names = ['bought', 'committed', 'in_use', 'stays_after', 'offers_after', 'accepted_fen', 'paid_fen'] as const;
  for (const day of days) {
    const last = out.at(-1);
    if (last && names.every((name) => last[name] === day[name])) {
      last.on = day.on;
      last.days += 1;
      last.minutes += day.minutes;
    } else out.push({ ...day, from: day.on, days: 1 });
  }
  return out.reverse();
}
