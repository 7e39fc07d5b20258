import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { key, lang, t } from '../ui/i18n.ts';

type Read = InferResponseType<(typeof client.api.v1.rounds)[':id']['$get'], 200>;
export type Round = Read['round'];
export type Summary = NonNullable<Round['summary']>;
export type Verdict = NonNullable<Read['verdict']>;
export type Proposal = Read['proposals'][number];
export type State = Round['state'];

const tracks = {
  A: key('A 特困供养'),
  B: key('B 困难与优抚'),
  C: key('C 失能或高龄'),
  D: key('D 普通'),
} as const;
export type Track = keyof typeof tracks;
export const trackCodes = Object.keys(tracks) as Track[];
export const trackWord = (track: Track) => t(tracks[track]);

const states: Record<State, string> = {
  draft: key('未运行'),
  run: key('待审定'),
  published: key('已发布'),
  cancelled: key('已取消'),
};
export const stateWord = (state: State) => t(states[state]);

const reserves = { kept: key('兜底床位保留'), released: key('兜底床位放开') } as const;
export const reserveWord = (reserve: keyof typeof reserves) => t(reserves[reserve]);

const pools: Record<Proposal['pool'], string> = {
  reserve: key('兜底保留床'),
  subsidised: key('购买服务床'),
  market: key('自费床'),
};
export const poolWord = (pool: Proposal['pool']) => t(pools[pool]);

const empties = {
  nobody_asks: key('没有人选这家机构'),
  nobody_fits: key('选这家的人都不适合这张床'),
  all_placed_better: key('适合的人都去了更想去的机构'),
  contract_used_up: key('没有剩余的合同名额'),
  undecided_room: key('房间收男收女未定，没有人用到'),
} as const;
export type EmptyReason = keyof typeof empties;
export const emptyCodes = Object.keys(empties) as EmptyReason[];
export const emptyWord = (reason: EmptyReason) => t(empties[reason]);

const hindrances: Record<string, string> = {
  no_bed_of_kind: key('床位类型不同'),
  level_not_taken: key('照护等级不符'),
  dementia_unit_needed: key('需要认知障碍照护床'),
  sex_of_room: key('房间收另一性别'),
  equipment_missing: key('缺少需要的设备'),
  reserved_for_guaranteed: key('为兜底对象保留'),
  isolation_needed: key('需要隔离床位'),
  weekday_taken: key('所需星期几已占用'),
  couple_room_needed: key('夫妻要整间双人房'),
};
/** What keeps people from a bed, in a word or two; an unknown code is shown as it is. */
export const hindranceWord = (code: string) => (hindrances[code] ? t(hindrances[code]) : code);

/** A digest or seed as people compare it: the beginning, the whole on hover and for whoever copies it. */
export const short = (digest: string) => `${digest.slice(0, 8)}…${digest.slice(-4)}`;

/** A reason as the server says it, in the reader's language. */
export const said = (r: { message_zh: string; message_en: string }) =>
  lang.value === 'en' ? r.message_en : r.message_zh;
