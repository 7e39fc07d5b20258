import type { InferResponseType } from 'hono/client';
import { type Measure, measures, type Subject } from '../../server/scorecards/rules.ts';
import type { client } from '../api.ts';
import { number, percent } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';

type Api = typeof client.api.v1;
export type Cards = InferResponseType<Api['scorecards']['$get'], 200>;
export type Card = Cards['cards'][number];
export type Weights = NonNullable<Cards['weights']>;
export type Whole = InferResponseType<Api['scorecards'][':of'][':quarter']['$get'], 200>;
export type Rows = InferResponseType<Api['scorecards'][':of'][':quarter'][':measure']['rows']['$get'], 200>;
export type Figure = Card['figures'][string];
export type Holdbacks = InferResponseType<Api['holdbacks'][':quarter']['$get'], 200>;
export type { Measure, Subject };
export { measures };

const names: Record<Measure, readonly [name: string, says: string]> = {
  freshness: [key('数据时效'), key('有床位的日子里，当天确认过床位的天数。')],
  vacancy: [key('空床准确'), key('现场抽查时，空床和在住人数都与登记一致的次数。')],
  referrals: [key('接收答复'), key('在期限内答复的入住通知；家属先放弃的不算。')],
  on_time: [key('按时办理'), key('按时答复的月度结算和按时整改的核查问题。')],
  requests: [key('诉求办结'), key('在时限内办结的诉求。')],
  satisfaction: [key('满意度'), key('办结后评 4 星或 5 星的诉求。')],
  acceptance: [key('受理按时'), key('在期限内办完的受理和补正。')],
  completeness: [key('一次告知'), key('缺材料的办件中，只要求补正一次的。')],
  handovers: [key('答复送达'), key('答复作出后 10 个工作日内送达的；网上申请的在网上看，不算。')],
};
export const measureWord = (m: Measure): string => t(names[m][0]);
export const measureSays = (m: Measure): string => t(names[m][1]);

export const subjectWord = (s: Subject): string => (s === 'facility' ? t('机构') : t('街道前台'));

const kinds: Record<Rows['rows'][number]['kind'], string> = {
  day: key('日期'),
  spot_check: key('现场抽查'),
  offer: key('入住通知'),
  settlement: key('月度结算'),
  finding: key('核查问题'),
  request: key('诉求'),
  rating: key('评价'),
  clock: key('办件时限'),
  application: key('办件'),
  reply: key('答复'),
};
export const kindWord = (k: Rows['rows'][number]['kind']): string => t(kinds[k]);

const whys: Record<Rows['rows'][number]['why'], string> = {
  confirmed: key('当天确认过'),
  not_confirmed: key('当天没有确认'),
  agrees: key('与登记一致'),
  differs: key('与登记不一致'),
  in_time: key('按时'),
  late: key('超时'),
  not_done: key('到期未办'),
  once: key('一次告知'),
  again: key('要求补正多次'),
  satisfied: key('满意'),
  not_satisfied: key('不满意'),
};
export const whyWord = (w: Rows['rows'][number]['why']): string => t(whys[w]);

export const none = (): string => t('无数据');
/** Tenths as points. */
export const points = (tenths: number | null): string => (tenths === null ? none() : number(tenths / 10, 1));
export const share = (f: Figure | undefined): string =>
  f?.num == null || f.of === null ? none() : t('{n} / {of}', { n: number(f.num), of: number(f.of) });
export const rate = (f: { num: number | null; of: number | null } | undefined): string =>
  f?.num == null || !f.of ? none() : percent(f.num / f.of, 1);
