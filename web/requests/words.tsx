import type { InferResponseType } from 'hono/client';
import { lastDay } from '../../server/requests/rules.ts';
import type { client } from '../api.ts';
import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { date, left, moment, now } from '../ui/format.ts';
import { key, lang, t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';

export type Request = InferResponseType<(typeof client.api.v1.requests)[':id']['$get'], 200>;
export type Listed = InferResponseType<typeof client.api.v1.requests.$get, 200>['requests'][number];
export type Spot = InferResponseType<typeof client.api.v1.requests.$get, 200>['places'][number];
export type Kinds = InferResponseType<(typeof client.api.v1)['request-kinds']['$get'], 200>;
export type Sheet = InferResponseType<
  (typeof client.api.v1.requests)[':id']['escalations']['$get'],
  200
>['escalations'][number];

const levels: Record<Request['level'], string> = {
  grid: key('网格'),
  community: key('社区'),
  street: key('街道'),
  department: key('部门'),
  outside: key('12345 或 110'),
};
export const levelNames = Object.keys(levels) as Request['level'][];
export const levelWord = (level: Request['level']): string => t(levels[level]);
/** With whom it lies: of a department, its name. */
export const whereWord = (of: Pick<Request, 'level' | 'department'>): string =>
  of.level === 'department' && of.department ? word('department', of.department) : levelWord(of.level);

const statuses: Record<Request['status'], string> = {
  open: key('办理中'),
  outside: key('已转办'),
  answered: key('已答复，等确认'),
  closed: key('已办结'),
};
export const statusWord = (status: Request['status']): string => t(statuses[status]);

const both = (text: { zh: string; en: string }): string => (lang.value === 'en' ? text.en : text.zh);
export const kindWord = (of: Pick<Request, 'kind'>): string => both(of.kind);
export const kindName = both;

const colours: Record<'green' | 'amber' | 'red', [Shape, Tone]> = {
  green: ['ring', 'accent'],
  amber: ['half', 'amber'],
  red: ['triangle', 'red'],
};

/** How the clock of a request stands, in words, with a shape and a colour of its own. */
export function ClockState({ of }: { of: Pick<Request, 'colour' | 'due_at' | 'status'> }) {
  if (of.status === 'closed')
    return (
      <StatusDot shape="check" tone="stale">
        {t('已办结')}
      </StatusDot>
    );
  if (!of.colour || !of.due_at)
    return (
      <StatusDot shape="dash" tone="stale">
        {t('等居民确认')}
      </StatusDot>
    );
  const [shape, tone] = colours[of.colour];
  return (
    <StatusDot shape={shape} tone={tone}>
      {of.colour === 'red' ? lateBy(of.due_at) : left(of.due_at)}
    </StatusDot>
  );
}

function lateBy(due: string): string {
  const hours = Math.floor((now.value.getTime() - Date.parse(due)) / 3_600_000);
  if (hours < 1) return t('刚刚逾期');
  return hours < 48 ? t('逾期 {n} 小时', { n: hours }) : t('逾期 {n} 天', { n: Math.floor(hours / 24) });
}

/** Where it is, without the community twice: a grid's name mostly begins with it. */
export function placeWord(of: { street?: string; community: string; grid: string | null }): string {
  const within =
    of.grid === null ? [of.community] : of.grid.startsWith(of.community) ? [of.grid] : [of.community, of.grid];
  return [of.street, ...within].filter(Boolean).join(' ');
}

const ZONE_MS = 8 * 3_600_000;
/** A term that ends with a day is said as that day; one of hours to the minute. */
export function dueWord(due: string): string {
  const midnight = (Date.parse(due) + ZONE_MS) % 86_400_000 === 0;
  return midnight ? date(lastDay(new Date(due))) : moment(due);
}

const said: Record<string, string> = {
  raised: key('登记诉求'),
  noted: key('记录'),
  passed: key('转到{to}'),
  escalated: key('转 12345 或 110'),
  outside_answered: key('12345 或 110 答复'),
  solved: key('{from}答复'),
  reopened: key('没有解决，退回{to}'),
  closed: key('办结'),
};
export function eventWord(of: Request['events'][number]): string {
  const known = said[of.kind];
  if (!known) return of.kind;
  return t(known, { from: of.from ? levelWord(of.from) : '', to: of.to ? levelWord(of.to) : '' });
}

const states: Record<Sheet['state'], [string, Shape, Tone]> = {
  waiting: [key('等待发送'), 'half', 'amber'],
  sent: [key('已送达，等答复'), 'ring', 'accent'],
  by_hand: [key('待电话转办'), 'half', 'amber'],
  dead: [key('没有送出'), 'triangle', 'red'],
  answered: [key('已答复'), 'check', 'stale'],
  withdrawn: [key('已撤回，没有发出'), 'check', 'stale'],
};
export function SheetState({ of }: { of: Pick<Sheet, 'state'> }) {
  const [text, shape, tone] = states[of.state];
  return (
    <StatusDot shape={shape} tone={tone}>
      {t(text)}
    </StatusDot>
  );
}

/** What went wrong with a delivery, for whoever has to do something about it. */
export function errorWord(error: string | null): string {
  if (error === null) return '—';
  if (error === 'no_answer') return t('对方没有应答');
  const status = /^http_(\d+)$/.exec(error)?.[1];
  return status ? t('对方答复 {status}', { status }) : error;
}
