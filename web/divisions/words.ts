import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { date, number } from '../ui/format.ts';
import { key, t, zh } from '../ui/i18n.ts';

type Register = InferResponseType<typeof client.api.v1.divisions.register.$get, 200>;
export type Listed = Register['divisions'][number];
export type Version = InferResponseType<typeof client.api.v1.divisions.changes.$get, 200>['changes'][number];
export type Division = InferResponseType<(typeof client.api.v1.divisions)[':code']['$get'], 200>;
export type Grounds = { doc_no: string; note: string };

/** Kinds as the statistics bureau writes them; others may be typed. */
export const kindsOf = {
  street: [zh('街道'), zh('镇'), zh('乡'), zh('管理处')],
  community: [zh('社区(居委会)'), zh('村')],
  grid: [zh('网格')],
};
export const levelWord = (level: Listed['level']): string =>
  t({ street: key('街道（乡镇）'), community: key('社区（村）'), grid: key('网格') }[level]);

const moved: Record<string, string> = {
  applicants: key('老人的所在社区'),
  grid_applicants: key('老人的所在网格'),
  facilities: key('机构和服务点'),
  requests: key('未办结的诉求'),
  grid_requests: key('未办结诉求的网格'),
  cases: key('在办的时限和意见'),
  findings: key('未关闭的核查问题'),
  sites: key('备选用地'),
  listed: key('名单上未登记的人'),
};
/** Who and what moves along, as name and number; the search's own rows follow their homes and are not named. */
export const movedFacts = (of: Partial<Record<string, number>>): [string, string][] =>
  Object.entries(of).flatMap(([what, n]) => (moved[what] && n ? [[t(moved[what]), number(n)]] : []));

export const fromWord = (day: string | null) => (day ? date(day) : t('建档起'));
export const wire = ({ doc_no, note }: Grounds) => ({ doc_no: doc_no.trim() || null, note: note.trim() || null });
