import type { InferResponseType } from 'hono/client';
import { coveredOf, kinds, type Service, type State, type Sum, services } from '../../server/coverage/rules.ts';
import type { client } from '../api.ts';
import { distance, number, percent } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { serviceWord as saidWord } from '../ui/profile.ts';
import { word } from '../ui/words.ts';

type Routes = (typeof client.api.v1)['coverage'];
export type Picture = InferResponseType<Routes['$get'], 200>;
export type Community = Picture['communities'][number];
export type Grid = Picture['grids'][number];
export type Way = NonNullable<Community['nearest'][string]>;
export type Data = InferResponseType<Routes['data']['$get'], 200>;
type Thought = (typeof client.api.v1)['scenarios'];
export type Scenario = InferResponseType<Thought['$get'], 200>['scenarios'][number];
export type Changes = Scenario['changes'];
export type Added = Changes['add'][number];
export type Outcome = InferResponseType<Thought['what-if']['$post'], 200>;
export type Planned = InferResponseType<Thought['plan']['$post'], 200>;
export type Resident = InferResponseType<Thought['moves']['$post'], 200>['residents'][number];
export type Site = InferResponseType<(typeof client.api.v1)['candidate-sites']['$get'], 200>['sites'][number];

export const serviceWord = (s: string): string =>
  kinds.includes(s as (typeof kinds)[number]) ? word('facility', s) : saidWord(s);
export const serviceOptions = () => services.map((value) => ({ value, label: serviceWord(value) }));
export const serviceIn = (text: string | undefined): Service => services.find((s) => s === text) ?? 'day_care';

const words: Record<State, string> = {
  certain: key('确定在圈内'),
  likely: key('约在圈内'),
  possible: key('可能在圈内'),
  no: key('圈外'),
  unknown: key('位置不明'),
};
export const stateWord = (state: State): string => t(words[state]);
/** The states of a grid come as first letters, in the order of the services. */
export const stateOf = (grid: Pick<Grid, 'states'>, service: Service): State => {
  const letter = grid.states[services.indexOf(service)];
  return (Object.keys(words) as State[]).find((s) => s[0] === letter) ?? 'unknown';
};

/** Share covered as the points stand; null where nobody has been counted. */
export const shareOf = (sum: Sum): number | null => {
  const { covered, seniors } = coveredOf(sum);
  return seniors > 0 ? covered / seniors : null;
};
export const shareText = (sum: Sum): string => {
  const share = shareOf(sum);
  return share === null ? t('无数据') : percent(share, 0);
};
/** The least and the most it can be, as the inexact points allow. */
export const rangeText = (sum: Sum): string => {
  const { least, most, seniors } = coveredOf(sum);
  if (!seniors) return t('无数据');
  return least === most
    ? percent(least / seniors, 0)
    : t('{from} 至 {to}', { from: percent(least / seniors, 0), to: percent(most / seniors, 0) });
};
/** 0 nobody · 1 below half · 2 below 80 % · 3 below all · 4 all; null without data. */
export const levelOf = (share: number | null): number | null => {
  if (share === null) return null;
  if (share === 0) return 0;
  return share < 0.5 ? 1 : share < 0.8 ? 2 : share < 1 ? 3 : 4;
};

const round = (minutes: number) => number(Math.max(0, Math.ceil(minutes - 1e-9)));
const sources = { line: key('直线推算'), areas: key('按等时圈文件'), times: key('按步行分钟表') } as const;
export const byWord = (by: Way['by']): string => t(sources[by]);
export const isRough = (way: Pick<Way, 'least' | 'most'>) => way.most - way.least > 1;
/** Minutes rounded up; 约 and the range where the points are inexact. */
export function minutesText(way: Way): string {
  const n = round(way.minutes);
  return isRough(way)
    ? t('约 {n} 分钟（{least}–{most}）', { n, least: round(way.least), most: round(way.most) })
    : t('{n} 分钟', { n });
}
export const metresText = (way: Way): string =>
  way.metres === null
    ? ''
    : isRough(way)
      ? t('约 {distance}', { distance: distance(way.metres) })
      : distance(way.metres);

export const signed = (n: number): string => (n > 0 ? `+${number(n)}` : n < 0 ? `−${number(-n)}` : '0');
export { coveredOf };

/** A draft of changes lives in the address, so that it can be sent as a link; what cannot be read is no change. */
export function readDraft(query: Record<string, string>): Changes {
  let add: Added[] = [];
  try {
    const list = JSON.parse(query.add ?? '[]') as Partial<Added>[];
    if (Array.isArray(list))
      add = list.flatMap((a) =>
        typeof a?.name === 'string' && typeof a.lng === 'number' && typeof a.lat === 'number' && a.kind
          ? [{ accuracy_m: 0, places: null, services: [], ...a } as Added]
          : [],
      );
  } catch {
    // an address somebody has cut short
  }
  return { add, close: (query.close ?? '').split(',').filter(Boolean) };
}
export const draftQuery = (c: Changes) => ({
  add: c.add.length ? JSON.stringify(c.add) : null,
  close: c.close.join(',') || null,
});
