import { computed, signal } from '@preact/signals';
import { lang, t } from './i18n.ts';

/** Everything is shown in the district's own time, wherever the reader sits. */
const ZONE = 'Asia/Shanghai';
const locale = computed(() => (lang.value === 'en' ? 'en-GB' : 'zh-CN'));

/** The minute, so that "3 小时前" moves on by itself. Reading `.value` in a component subscribes it. */
export const now = signal(new Date());
/** Starts the minute; call once in main. */
export function tick(): void {
  setInterval(() => {
    now.value = new Date();
  }, 60_000);
}

/** 未填报 where nobody has told us; never an invented value. */
export const unfiled = (): string => t('未填报');

/** Grouped whole or decimal number; 未填报 for null. */
export function number(value: number | null | undefined, digits = 0): string {
  if (value == null) return unfiled();
  return new Intl.NumberFormat(locale.value, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    value,
  );
}

/** Share 0–1 as '58.9%'. */
export function percent(value: number | null | undefined, digits = 1): string {
  if (value == null) return unfiled();
  return new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: digits }).format(value);
}

/** Integer fen → '¥1,234.50'; `whole` leaves out '.00'. Exact: the fraction is never a float. */
export function money(fen: number | null | undefined, whole = false): string {
  if (fen == null) return unfiled();
  const abs = Math.abs(fen);
  const rest = abs % 100;
  const yuan = new Intl.NumberFormat('en-US').format((abs - rest) / 100);
  return `${fen < 0 ? '−' : ''}¥${yuan}${whole && rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`}`;
}

type When = Date | string | null | undefined;
const at = (value: Date | string): Date => (value instanceof Date ? value : new Date(value));

/** Calendar day 'YYYY-MM-DD' or an instant → '2026年3月5日' / '5 Mar 2026'. */
export function date(value: When): string {
  if (!value) return unfiled();
  const day = typeof value === 'string' && value.length === 10;
  return new Intl.DateTimeFormat(locale.value, {
    year: 'numeric',
    month: lang.value === 'en' ? 'short' : 'long',
    day: 'numeric',
    timeZone: day ? 'UTC' : ZONE,
  }).format(day ? new Date(`${value}T00:00:00Z`) : at(value));
}

const ofDay = (day: string, parts: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale.value, { ...parts, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** The month of a day: '2026年3月' / 'Mar 2026'. */
export const month = (day: string): string => ofDay(day, { year: 'numeric', month: 'short' });
/** The month alone: '12月' / 'December'. */
export const monthName = (day: string): string => ofDay(day, { month: lang.value === 'en' ? 'long' : 'short' });
/** A day without its year, for an axis: '3月5日' / '5 Mar'. */
export const dayMonth = (day: string): string => ofDay(day, { month: 'short', day: 'numeric' });

/** Instant → '3月5日 14:20' (with the year when it is not this one). */
export function moment(value: When, today: Date = now.value): string {
  if (!value) return unfiled();
  const when = at(value);
  return clockOf(when, when.getUTCFullYear() !== today.getUTCFullYear());
}

/** An instant on paper, which outlives the year: '2026年3月5日 14:20'. */
export const stamp = (value: When): string => (value ? clockOf(at(value), true) : unfiled());

function clockOf(when: Date, year: boolean): string {
  return new Intl.DateTimeFormat(locale.value, {
    year: year ? 'numeric' : undefined,
    month: lang.value === 'en' ? 'short' : 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: ZONE,
  }).format(when);
}

/** Age of an instant in words: 刚刚 · 12 分钟前 · 3 小时前 · 2 天前. Future instants count as now. */
export function age(value: Date | string, today: Date = now.value): string {
  const minutes = Math.max(0, Math.floor((today.getTime() - at(value).getTime()) / 60_000));
  if (minutes < 1) return t('刚刚');
  if (minutes < 60) return t('{n} 分钟前', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t('{n} 小时前', { n: hours });
  return t('{n} 天前', { n: Math.floor(hours / 24) });
}

/** What is left until a deadline: 还剩 2 天 · 还剩 5 小时 · 已到期. */
export function left(value: Date | string, today: Date = now.value): string {
  const minutes = Math.floor((at(value).getTime() - today.getTime()) / 60_000);
  if (minutes < 0) return t('已到期');
  if (minutes < 60) return t('还剩 {n} 分钟', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t('还剩 {n} 小时', { n: hours });
  return t('还剩 {n} 天', { n: Math.floor(hours / 24) });
}

/** Metres → '850 米' / '1.2 公里'. */
export function distance(metres: number | null | undefined): string {
  if (metres == null) return unfiled();
  if (metres < 1000) return t('{m} 米', { m: Math.round(metres / 10) * 10 });
  return t('{km} 公里', { km: number(metres / 1000, metres < 10_000 ? 1 : 0) });
}
