import type { Tone } from './badge.tsx';
import { key, t } from './i18n.ts';

const relations: Record<string, string> = {
  self: key('本人'),
  spouse: key('配偶'),
  child: key('子女'),
  relative: key('其他亲属'),
  neighbour: key('邻居'),
  guardian: key('监护人'),
};
/** What somebody is to the person they act for. */
export const relationWord = (relation: string) => (relations[relation] ? t(relations[relation]) : relation);

const states: Record<string, { word: string; tone: Tone }> = {
  acts: { word: key('可以代办'), tone: 'accent' },
  unwritten: { word: key('委托尚未书面确认'), tone: 'amber' },
  ends_soon: { word: key('委托快到期'), tone: 'amber' },
  expired: { word: key('委托已到期'), tone: 'stale' },
  ended: { word: key('已结束'), tone: 'stale' },
};
export const stateLook = (state: string): { word: string; tone: Tone } => {
  const found = states[state];
  return found ? { word: t(found.word), tone: found.tone } : { word: state, tone: 'plain' };
};
