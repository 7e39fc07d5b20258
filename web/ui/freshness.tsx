import { Clock, ClockAlert, History } from 'lucide';
import { age, now } from './format.ts';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './badge.css';

/** How far a number can be trusted: to 24 h fresh, to 72 h ageing (amber), older or never confirmed stale (grey, not counted). */
export type Freshness = 'fresh' | 'ageing' | 'stale';

const HOUR = 3_600_000;

export function freshness(confirmedAt: Date | string | null | undefined, today: Date): Freshness {
  if (!confirmedAt) return 'stale';
  const hours = (today.getTime() - new Date(confirmedAt).getTime()) / HOUR;
  return hours > 72 ? 'stale' : hours > 24 ? 'ageing' : 'fresh';
}

const icons = { fresh: Clock, ageing: ClockAlert, stale: History };

/** 「3 小时前由机构确认」. `by` names who confirmed; `short` leaves them out for a narrow card. */
export function FreshnessTag({
  confirmedAt,
  by,
  short,
  today = now.value,
}: {
  confirmedAt: Date | string | null | undefined;
  by?: string;
  short?: boolean;
  today?: Date;
}) {
  const state = freshness(confirmedAt, today);
  const when = confirmedAt ? age(confirmedAt, today) : '';
  let text = t('尚未确认');
  if (confirmedAt) text = short ? t('{when}确认', { when }) : t('{when}由{who}确认', { when, who: by ?? t('机构') });
  if (confirmedAt && state === 'stale') text = `${text} · ${t('已过时，请电话核实')}`;
  return (
    <span class={`fresh fresh-${state}`} title={confirmedAt ? new Date(confirmedAt).toLocaleString() : undefined}>
      <Icon of={icons[state]} />
      {text}
    </span>
  );
}
