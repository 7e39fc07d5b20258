import { stayLengthOf } from '../../server/applications/rules.ts';
import { isDay } from '../../server/kernel/period.ts';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import type { Query } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import type { Change } from './draft.ts';

/** Of the address of a search or of the guided start, what an application can take over; the address is the state. */
const asked = ['facility', 'level', 'sex', 'kind', 'days', 'from', 'max', 'at', 'needs', 'dementia', 'stay'] as const;
const services = ['residential', 'nursing', 'day', 'home'];
/** From here on somebody lies where nurses are. */
const NURSING_FROM = 2;

/** The search this application continues, as a text that stays the same while nothing is searched anew; '' for none. */
export const searchOf = (query: Query): string =>
  asked.flatMap((name) => (query[name] ? [`${name}=${query[name]}`] : [])).join('&');

const whole = (text: string | undefined, min: number, max: number): number | null => {
  const n = Number(text);
  return text && Number.isInteger(n) && n >= min && n <= max ? n : null;
};

/**
 * What the application begins with when it continues a search: only what the search said, nothing guessed. What a form has
 * no field for (first day, highest price, what the home must take) goes into the remark, where it can be changed.
 * @param offered the kinds of bed of the home that was chosen; null when none was, or they are not known
 */
export function carriedFrom(query: Query, offered: readonly string[] | null): Change {
  const days = (query.days?.split(',') ?? []).filter((d) => /^[1-7]$/.test(d));
  const level = whole(query.level, 0, 4);
  const meant =
    (query.days || query.kind === 'day_care' ? 'day' : query.kind === 'community_point' ? 'home' : null) ??
    (level === null ? null : level >= NURSING_FROM ? 'nursing' : 'residential');
  const service = serviceAt(meant, offered);
  const at = /^\d{9}(\d{3})?$/.test(query.at ?? '') ? (query.at as string) : '';
  const place =
    at.length === 12 ? { street: at.slice(0, 9), community: at } : at.length === 9 ? { street: at, community: '' } : {};
  const note = remarks(query).join('');
  return {
    carried: searchOf(query),
    ...(service ? { service } : {}),
    ...(query.stay === 'short' && service && stayLengthOf(service, 'short') ? { stay: 'short' } : {}),
    ...(service === 'day' && days.length ? { weekdays: [...new Set(days)].sort() } : {}),
    ...(query.facility ? { choices: [query.facility] } : {}),
    ...place,
    ...(note ? { note } : {}),
  };
}

/** The kind of bed meant, as far as the home has it; where it has another kind only, that one. */
function serviceAt(meant: string | null, offered: readonly string[] | null): string | null {
  if (!offered || offered.length === 0) return meant;
  if (meant && offered.includes(meant)) return meant;
  const beside = meant === 'nursing' ? 'residential' : meant === 'residential' ? 'nursing' : '';
  if (offered.includes(beside)) return beside;
  return services.find((kind) => offered.includes(kind)) ?? meant;
}

function remarks(query: Query): string[] {
  const max = whole(query.max, 1, 1_000_000);
  const needs = query.needs?.split(',') ?? [];
  return [
    isDay(query.from ?? '') && t('希望从{date}起入住。', { date: date(query.from) }),
    max !== null && t('每月费用希望不超过 {n} 元。', { n: max }),
    needs.includes('medical_insurance') && t('希望机构是医保定点。'),
    needs.includes('long_term_care_insurance') && t('希望机构是长护险定点。'),
    needs.includes('consumption_coupon') && t('希望机构能用养老服务消费券。'),
    query.dementia === '1' && t('需要失智照护专区。'),
  ].filter((line) => line !== false);
}

/** The level the reader searched with, in words: a self-check decides nothing. */
export function searchedLevel(query: Query): string | null {
  const level = whole(query.level, 0, 4);
  return level === null ? null : t('{n} 级 {word}（自查，以正式评估为准）', { n: level, word: word('level', level) });
}
