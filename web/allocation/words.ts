import { key, t } from '../ui/i18n.ts';

const tracks = {
  A: key('A 特困供养'),
  B: key('B 困难与优抚'),
  C: key('C 失能或高龄'),
  D: key('D 普通'),
} as const;
export type Track = keyof typeof tracks;
export const trackCodes = Object.keys(tracks) as Track[];
export const trackWord = (track: Track) => t(tracks[track]);

const states: Record<string, string> = {
  waiting: key('待答复'),
  accepted: key('待入住'),
  admitted: key('已入住'),
  family_declined: key('家属谢绝'),
  facility_declined: key('机构无法接收'),
  withdrawn: key('民政收回'),
  lapsed: key('逾期失效'),
  died: key('老人离世'),
};
/** What an offer is, in words; an unknown state is shown as it is. */
export const stateWord = (state: string) => (states[state] ? t(states[state]) : state);

/** One side's answer to an offer. */
export const answerWord = (answer: 'accepted' | 'declined' | null) =>
  answer === 'accepted' ? t('已接受') : answer === 'declined' ? t('已谢绝') : t('未答复');
