import { StatusDot } from './badge.tsx';
import { key, t } from './i18n.ts';

export type GradeCode = 'a' | 'b' | 'c' | 'd';
const looks = {
  a: [key('优秀'), 'check', 'accent'],
  b: [key('良好'), 'half', 'accent'],
  c: [key('合格'), 'ring', 'plain'],
  d: [key('不合格'), 'triangle', 'amber'],
} as const;
export const gradeCodes = Object.keys(looks) as GradeCode[];
export const gradeWord = (grade: GradeCode | null): string => (grade === null ? t('无等级') : t(looks[grade][0]));

/** The bureau's grade of a quarter, never by colour alone. */
export const Grade = ({ of }: { of: GradeCode | null }) => (
  <StatusDot shape={of ? looks[of][1] : 'dash'} tone={of ? looks[of][2] : 'stale'}>
    {gradeWord(of)}
  </StatusDot>
);

/** `2026-Q3` as 2026年第3季度. */
export const quarterWord = (quarter: string): string =>
  t('{year} 年第 {n} 季度', { year: quarter.slice(0, 4), n: quarter.slice(6) });
