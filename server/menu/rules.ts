// Decides what a line of the menu of services (点单牌) may say: what, for whom, which papers, in how many days, for how much; never changed, only followed by another from a day on.
import { type Verdict, verdict } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';

export type Line = {
  name: string;
  feeFen: number | null;
  feeUnit: string | null;
  href: string | null;
  from: Day;
};

/** May this line follow? `latest`: when the last one of the code begins; null for a new code, which may begin today. */
export function mayFollow(line: Line, latest: Day | null, today: Day): Verdict {
  return verdict(
    [
      latest !== null && line.from <= today && { code: 'menu_past', values: { date: line.from }, pointer: '/from' },
      latest !== null && line.from <= latest && { code: 'menu_overlap', values: { code: line.name }, pointer: '/from' },
      !!line.feeFen && !line.feeUnit?.trim() && { code: 'menu_fee_unit', pointer: '/fee_unit' },
      // Not another site: `//` begins an address elsewhere.
      line.href !== null && !/^\/(?!\/)[\w/?=&-]*$/.test(line.href) && { code: 'menu_href', pointer: '/href' },
    ],
    {},
  );
}

/** Is it what somebody looks for? Chinese anywhere; spelling and initials from the beginning of the name. */
export function found(
  line: { name: string; pinyin: string; initials: string; what: string; who: string },
  q: string,
): boolean {
  const asked = q.trim().toLowerCase().replaceAll(/\s/g, '');
  if (asked === '') return true;
  return (
    [line.name, line.what, line.who].some((text) => text.toLowerCase().includes(asked)) ||
    line.pinyin.includes(asked) ||
    line.initials.includes(asked)
  );
}
