import type { InferResponseType } from 'hono/client';
import type { Kind } from '../../server/prepaid/rules.ts';
import type { client } from '../api.ts';
import type { Tone } from '../ui/badge.tsx';
import { money } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';

export type Prepaid = InferResponseType<(typeof client.api.v1.facilities)[':id']['prepaid']['$get'], 200>;
export type PrepaidPerson = Prepaid['people'][number];
export type Filing = Prepaid['filings'][number];
export type Flag = Prepaid['flags'][number];
export type Overview = InferResponseType<typeof client.api.v1.prepaid.$get, 200>;

const kindWords: Record<Kind, string> = {
  service_fee: key('养老服务费'),
  deposit: key('预收押金'),
  membership: key('会员费'),
};
export const kindWord = (kind: Kind) => t(kindWords[kind]);
const causeWords = { received: key('收取'), used: key('动用'), refunded: key('退还'), reversal: key('冲正') } as const;
export const causeWord = (cause: keyof typeof causeWords) => t(causeWords[cause]);
const accountWords = { own: key('机构账户'), custody: key('存管账户'), personal: key('个人账户') } as const;
export const accountWord = (account: keyof typeof accountWords) => t(accountWords[account]);
const natureWords = { public: key('公办机构'), private: key('民办机构'), public_private: key('公办民营机构') } as const;
export const natureWord = (nature: keyof typeof natureWords | null) => (nature ? t(natureWords[nature]) : t('未填报'));

const flagTexts: Record<Flag['code'], string> = {
  over_limit: key('超过可预收总额 {yuan}'),
  near_limit: key('接近可预收总额，还能收 {yuan}'),
  not_filed: key('没有通过备案，却持有 {yuan}'),
  kind_not_filed: key('持有备案以外的种类：{n} 人，{yuan}'),
  membership_public: key('不得收会员费，却持有 {yuan}'),
  reserve_short: key('风险保证金差 {yuan}'),
  left_with_balance: key('已离开没有退清：{n} 人，{yuan}'),
  deposit_over: key('押金超过上限：{n} 人，共 {yuan}'),
  fee_unfiled: key('床位费未填报，押金无法核对：{n} 人，{yuan}'),
  closing_overdue: key('停业日已过，还有 {yuan} 没有退清'),
};
export const flagText = (flag: Flag): string =>
  [
    t(flagTexts[flag.code], { n: flag.people, yuan: money(flag.fen) }),
    flag.days !== null && t('最久的已离开 {n} 天', { n: flag.days }),
  ]
    .filter(Boolean)
    .join(t('，'));
export const flagTone = (flag: Flag): Tone => (flag.grave ? 'red' : 'amber');

/** Integer fen of an amount typed in yuan; undefined when it is none. */
export function fenOf(text: string): number | undefined {
  const found = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(text.replace(/[,\uff0c\s¥\uffe5]/g, ''));
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined;
}
