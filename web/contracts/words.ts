import type { InferResponseType } from 'hono/client';
import { addDays } from '../../server/kernel/period.ts';
import type { client } from '../api.ts';
import type { Shape, Tone } from '../ui/badge.tsx';
import { date } from '../ui/format.ts';
import { key, lang, t } from '../ui/i18n.ts';

type Api = typeof client.api.v1;
export type Contract = InferResponseType<Api['contracts']['$get'], 200>['contracts'][number];
export type Whole = InferResponseType<Api['contracts'][':id']['$get'], 200>;
export type Terms = NonNullable<Whole['terms']>;
export type Choices = InferResponseType<Api['contracts']['choices']['$get'], 200>;
export type Provider = InferResponseType<Api['providers']['$get'], 200>['providers'][number];
export type Announced = InferResponseType<Api['contracts']['announcements'][':id']['$get'], 200>;
export type Finding = Whole['missing'][number];

export const saidOf = (f: Finding): string => (lang.value === 'en' ? f.message_en : f.message_zh);

export const stateLooks: Record<Contract['state'], readonly [word: string, shape: Shape, tone: Tone]> = {
  draft: [key('草稿'), 'ring', 'plain'],
  discarded: [key('已作废'), 'cross', 'stale'],
  signed: [key('已签订，待公告'), 'triangle', 'amber'],
  announced: [key('已公告，未开始'), 'half', 'accent'],
  active: [key('履行中'), 'check', 'accent'],
  ended: [key('已到期'), 'dash', 'stale'],
  terminated: [key('提前终止'), 'cross', 'stale'],
};

export const elementWords: Record<keyof Terms['elements'], string> = {
  content: key('服务内容'),
  term: key('期限'),
  quantity: key('数量'),
  quality: key('质量要求'),
  price: key('价格'),
  settlement: key('资金结算方式'),
  rights: key('各方权利义务'),
  breach: key('违约责任'),
};
export const elementCodes = Object.keys(elementWords) as (keyof Terms['elements'])[];

export const conditionWords: Record<keyof NonNullable<Terms['long_term']>, string> = {
  stable_content: key('内容相对固定'),
  continuous: key('连续性强'),
  stable_funds: key('经费来源稳定，预算有保障'),
  stable_price: key('价格变化幅度小'),
};
export const conditionCodes = Object.keys(conditionWords) as (keyof NonNullable<Terms['long_term']>)[];

export const unitWords: Record<Terms['lots'][number]['unit'], string> = {
  bed_month: key('床·月'),
  place_month: key('位·月'),
  hour: key('小时'),
};
export const unitWord = (unit: keyof typeof unitWords): string => t(unitWords[unit]);

export const kindWords: Record<Provider['kind'], string> = {
  enterprise: key('企业'),
  social_organisation: key('社会组织'),
  public_institution_2: key('公益二类事业单位'),
  village_collective: key('村集体经济组织'),
  other_eligible: key('其他符合条件的组织'),
  public_institution_1: key('公益一类事业单位'),
  state_paid_group: key('财政拨款的群团组织'),
  government: key('行政机关'),
};
export const kindCodes = Object.keys(kindWords) as Provider['kind'][];

/** A half-open period as people say it: both days included. */
export const span = (start: string, end: string): string =>
  t('{start} 至 {last}', { start: date(start), last: date(addDays(end, -1)) });

/** What a contract says of the price that follows the grade, if it does. */
export const heldBack = (of: { holdback_percent: number | null }): [string, string][] =>
  of.holdback_percent === null
    ? []
    : [[t('随考核支付'), t('每次付款的 {percent}%，按季度考核等级拨付', { percent: of.holdback_percent })]];
