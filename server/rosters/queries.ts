import { and, eq, sql } from 'drizzle-orm';
import { externalIds } from '../../db/schema/stays.ts';
import { type FacilityRow, findFacility, ownHome } from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { type Context, hashOf, look, type ReadTx } from '../platform/context.ts';
import type { Vault } from '../platform/vault.ts';
import type { Mode, RosterDiff } from './mechanism/lines.ts';
import { diffResidents, type ResidentFacts, type ResidentLine, type StayFact } from './mechanism/residents.ts';
import { type BedFacts, type BedLine, diffBeds } from './rules.ts';

export type ResidentList = { mode: Mode; lines: readonly ResidentLine[] };
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
    return {
      ...subject,
      row: answerOf(diffBeds(facts, lines, mode, on, ownHome(ctx, facility) ? 'home' : 'bureau').diff),
    };
  });
}

/** How a list's ID numbers are compared: by their blind index, never in the clear. */
export const digestOf = (vault: Vault) => (idNo: string) => Buffer.from(vault.digest(idNo)).toString('hex');

export const homeOf = (row: FacilityRow) => ({
  district: row.district,
  facility: row.id,
  registeredOn: dayOf(row.createdAt),
});

/** Who lives in the home, and earlier stays there of the people the list names. */
export async function loadResidentFacts(
  tx: ReadTx,
  vault: Vault,
  place: { district: string; facility: string; registeredOn: Day },
  lines: readonly ResidentLine[],
  on: Day,
): Promise<ResidentFacts> {
  const { district, facility, registeredOn } = place;
  const named = [...new Set(lines.map((l) => digestOf(vault)(l.id_no.toUpperCase())))];
  const [loaded, names, rows] = await Promise.all([
    loadBeds(tx, district, { facility }, on),
    externalIdsOf(tx, district, facility, 'resident'),
    tx.execute<Omit<StayFact, 'externalId'>>(sql`
      select p.id as "placementId", p.claim_id as "claimId", encode(n.digest, 'hex') as digest, a.name, p.bed_id as "bedId",
             p.admitted_on::text as "admittedOn", lower(c.during)::text as since, p.discharged_on::text as "dischargedOn", p.care_level as "careLevel",
             c.weekdays::text as weekdays
        from placements p
        join claims c on c.district = p.district and c.id = p.claim_id
        join applicants a on a.district = p.district and a.id = p.applicant_id
        join id_numbers n on n.district = p.district and n.applicant_id = p.applicant_id
       where p.district = ${district} and p.facility_id = ${facility}
         and (p.discharged_on is null or encode(n.digest, 'hex') = any(${sql.param(named)}::text[]))
       order by p.admitted_on`),
  ]);
  return { ...loaded, registeredOn, stays: rows.map((r) => ({ ...r, externalId: names.get(r.placementId) ?? null })) };
}

/** What a list of residents would change, and every line that cannot be; writes nothing. */
export function previewResidents(
  ctx: Context,
  vault: Vault,
  facility: string,
  { mode, lines }: ResidentList,
): Promise<RosterAnswer> {
  return look(ctx, 'rosters.preview', async (tx) => {
    const subject = await findFacility(tx, ctx.district, facility);
    const on = dayOf(ctx.clock());
    const facts = await loadResidentFacts(tx, vault, homeOf(subject.row), lines, on);
    return { ...subject, row: answerOf(diffResidents(facts, lines, mode, on, digestOf(vault)).diff) };
  });
}
