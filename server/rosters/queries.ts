import { and, eq } from 'drizzle-orm';
import { externalIds } from '../../db/schema/stays.ts';
import { findFacility } from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { type Context, hashOf, look, type ReadTx } from '../platform/context.ts';
import { type BedFacts, type BedLine, diffBeds, type Mode, type RosterDiff } from './rules.ts';

export type BedList = { mode: Mode; lines: readonly BedLine[] };
/** A difference as it is shown and sent: what stays as it is, as a number alone. */
export type RosterAnswer = Omit<RosterDiff, 'unchanged'> & {
  counts: { added: number; changed: number; unchanged: number; removed: number; refused: number };
  /** of this difference: sent along with the list it makes sure that what was previewed is what is done */
  digest: string;
};

/** Our id → the name the home's own system has for it. */
export async function externalIdsOf(tx: ReadTx, district: string, facility: string, kind: 'bed' | 'resident') {
  const rows = await tx
    .select({ ourId: externalIds.ourId, externalId: externalIds.externalId })
    .from(externalIds)
    .where(and(eq(externalIds.district, district), eq(externalIds.facilityId, facility), eq(externalIds.kind, kind)));
  return new Map(rows.map((r) => [r.ourId, r.externalId]));
}

/** The beds of a facility as the diff wants them. */
export async function loadBedFacts(tx: ReadTx, district: string, facility: string, on: Day): Promise<BedFacts> {
  const [loaded, names] = await Promise.all([
    loadBeds(tx, district, { facility }, on),
    externalIdsOf(tx, district, facility, 'bed'),
  ]);
  return { ...loaded, beds: loaded.beds.map((b) => ({ ...b, externalId: names.get(b.id) ?? null })) };
}

export function answerOf(diff: RosterDiff): RosterAnswer {
  const { unchanged, ...shown } = diff;
  const { added, changed, removed, refused } = shown;
  const counts = {
    added: added.length,
    changed: changed.length,
    unchanged: unchanged.length,
    removed: removed.length,
    refused: new Set(refused.map((r) => r.line)).size,
  };
  return { ...shown, counts, digest: hashOf([added, changed, removed, refused]) };
}

/** What a list of beds would change, and every line that cannot be; writes nothing. */
export function previewBeds(ctx: Context, facility: string, { mode, lines }: BedList): Promise<RosterAnswer> {
  return look(ctx, 'rosters.preview', async (tx) => {
    const subject = await findFacility(tx, ctx.district, facility);
    const on = dayOf(ctx.clock());
    const facts = await loadBedFacts(tx, ctx.district, facility, on);
    return { ...subject, row: answerOf(diffBeds(facts, lines, mode, on).diff) };
  });
}
