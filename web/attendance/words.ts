import type { CareService, Mark } from '../../server/attendance/rules.ts';
import type { Shape, Tone } from '../ui/badge.tsx';
import { key, t } from '../ui/i18n.ts';

/** How a mark is said and drawn: in full beside a name, and in one character in the week. */
export const markWords: Record<Mark, { word: string; short: string; shape: Shape; tone: Tone }> = {
  present: { word: key('到'), short: key('到'), shape: 'check', tone: 'accent' },
  absent: { word: key('未到'), short: key('缺'), shape: 'cross', tone: 'amber' },
  leave: { word: key('请假'), short: key('假'), shape: 'dash', tone: 'plain' },
};

const services: Record<CareService, string> = {
  meals: key('助餐'),
  cleaning: key('助洁'),
  outings: key('助行'),
  bathing: key('助浴'),
  rehabilitation: key('康复'),
  medical: key('助医'),
  visits: key('巡访'),
};
export const serviceWord = (code: CareService): string => t(services[code]);

/** The time of day in the district, '08:05'. */
export const clock = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(11, 16);
