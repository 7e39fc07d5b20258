import { and, eq, sql } from 'drizzle-orm';
import { divisions, divisionVersions } from '../../db/schema/divisions.ts';
import type { Day } from '../kernel/period.ts';
import type { ReadTx } from '../platform/context.ts';
import { spell } from '../platform/pinyin.ts';
import { levelOf } from './rules.ts';

export type DivisionRow = typeof divisions.$inferSelect;

/**
 * The divisions as they were, or will be, on a day: the rows `divisions` had that day, in the order of their codes.
 * Those that ended before or begin later are not among them.
 */
export async function divisionsOn(tx: ReadTx, district: string, day: Day): Promise<DivisionRow[]> {
  const rows = await tx
    .select({ was: divisionVersions, now: divisions })
    .from(divisionVersions)
    .leftJoin(
      divisions,
      and(eq(divisions.district, divisionVersions.district), eq(divisions.code, divisionVersions.code)),
    )
    .where(and(eq(divisionVersions.district, district), sql`${divisionVersions.during} @> ${day}::date`))
    .orderBy(divisionVersions.code);
  return rows.map(({ was, now }) => {
    const { id, during, successorCode, docNo, note, madeBy, madeAt, ...facts } = was;
    const spelt = now?.name === was.name ? { pinyin: now.pinyin, initials: now.initials } : spell(was.name);
    return { ...facts, ...spelt, level: levelOf(was.code), endedOn: null, version: now?.version ?? 1 };
  });
}
