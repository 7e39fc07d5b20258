import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { importMappings, imports } from '../../db/schema/imports.ts';
import { externalIds } from '../../db/schema/stays.ts';
import { findFacility, recountFacility, registerFacilities } from '../facilities/actions.ts';
import { type Reason, Refusal } from '../kernel/errors.ts';
import { say } from '../kernel/messages.ts';
import { dayOf } from '../kernel/period.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { spell } from '../platform/pinyin.ts';
import type { Vault } from '../platform/vault.ts';
import { applyBeds, applyResidents } from '../rosters/actions.ts';
import type { RosterAnswer } from '../rosters/queries.ts';
import type { BedLine, ResidentLine } from '../rosters/rules.ts';
import { type FacilityFile, fillNumbers, type ImportFile, judgeFacilities, readImport, reportOf } from './queries.ts';
import { type FacilityTarget, type ImportKind, type Mapping, mustLook, remembered } from './rules.ts';

/** What was seen in the preview: this file, this difference, and whether its warnings were looked at. */
type Seen = { sha256: string; digest: string; looked: boolean };

/**
 * Takes a file over as it was previewed: all of it or nothing. The same bytes, the same difference from what is known, or
 * it is refused; how the file was read is remembered for the next one.
 */
export async function commitImport(ctx: Context, vault: Vault, facility: string, file: ImportFile & Seen) {
  const list = await readImport(ctx, file);
  return act(
    ctx,
    'imports.commit',
    (tx) => findFacility(tx, ctx.district, facility),
    async (tx) => {
      if (list.sha256 !== file.sha256) throw new Refusal('conflict', 'import_file_changed');
      if (file.kind === 'residents') await fillNumbers(tx, ctx, vault, facility, list);
      if (list.errors.length) throw new Refusal('invalid', 'import_has_errors', { count: list.errors.length });
      if (mustLook(list.warnings) && !file.looked) throw new Refusal('conflict', 'import_not_looked');
      const { counts } = await apply(tx, ctx, vault, facility, file.kind, {
        mode: file.mode,
        lines: list.lines,
        digest: file.digest,
      });
      if (counts.added + counts.changed + counts.removed === 0) throw new Refusal('conflict', 'import_nothing');
      const id = newId();
      const { refused: _, ...changed } = counts;
      const record = { ...changed, warnings: list.warnings.length };
      await tx.insert(imports).values({
        district: ctx.district,
        id,
        facilityId: facility,
        kind: file.kind,
        mode: file.mode,
        fileName: file.fileName,
        sha256: list.sha256,
        rows: list.total,
        counts: record,
        madeBy: ctx.actor?.account ?? null,
        madeAt: ctx.clock(),
      });
      await rememberMapping(tx, ctx, facility, file.kind, remembered(list.columns, file.mapping));
      return {
        result: { import_id: id, counts: record },
        id,
        after: { import: id, kind: file.kind, mode: file.mode, sha256: list.sha256, rows: list.total, ...record },
        changed: ['vacancies', `facility:${facility}`],
      };
    },
  ).catch((error: unknown) => {
    throw withRow(error);
  });
}

/** What only comes out in writing, such as that somebody lies in another home, says which row of the file it is. */
function withRow(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  const [first, ...rest] = error.reasons.map(({ code, values, pointer }): Reason => {
    const row = values?.line;
    if (typeof row !== 'number' || row === 0)
      return { code, ...(values ? { values } : {}), ...(pointer ? { pointer } : {}) };
    const said = { detail: say('en', code, values), detail_zh: say('zh', code, values) };
    return { code: 'import_at_row', values: { row, reason: code, ...said }, pointer: '/file' };
  });
  return first ? new Refusal(error.kind, [first, ...rest]) : error;
}

/** In the same transaction, by the one action that a home's own system uses too. */
function apply(
  tx: Tx,
  ctx: Context,
  vault: Vault,
  facility: string,
  kind: ImportKind,
  list: { mode: ImportFile['mode']; lines: unknown[]; digest: string },
): Promise<RosterAnswer> {
  const { idempotency: _, ...inside } = { ...ctx, db: tx as unknown as Db };
  const appliers: Record<ImportKind, () => Promise<RosterAnswer>> = {
    beds: () => applyBeds(inside, facility, { ...list, lines: list.lines as BedLine[] }),
    residents: () => applyResidents(inside, vault, facility, { ...list, lines: list.lines as ResidentLine[] }),
  };
  return appliers[kind]();
}

async function rememberMapping(tx: Tx, ctx: Context, facilityId: string, kind: ImportKind, mapping: Mapping) {
  const row = {
    mapping: mapping as Record<string, unknown>,
    savedBy: ctx.actor?.account ?? null,
    savedAt: ctx.clock(),
  };
  await tx
    .insert(importMappings)
    .values({ district: ctx.district, facilityId, kind, ...row })
    .onConflictDoUpdate({
      target: [importMappings.district, importMappings.facilityId, importMappings.kind],
      set: row,
    });
}

type NewFacility = Parameters<typeof registerFacilities>[1][number]['facility'];

/**
 * Takes a list of facilities over, all of it or nothing: new ones are registered, those known get what the list says
 * otherwise, none goes. A list with refused rows writes nothing and says which.
 */
export function importFacilities(ctx: Context, file: FacilityFile) {
  const { district } = ctx;
  return act(
    ctx,
    'imports.facilities',
    async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`facility lists ${district}`}))`);
      return { district, type: 'facility_list', id: null, row: null };
    },
    async (tx) => {
      const judged = await judgeFacilities(tx, ctx, file);
      const report = reportOf(judged, judged.errors.length === 0);
      const after = { sha256: report.sha256, ...report.counts };
      if (judged.errors.length) return { result: report, after };
      const fresh = judged.targets.filter((t) => t.id === null).map((t) => ({ ...t, id: newId() }));
      const changed = judged.targets.filter((t) => t.id !== null && t.changes.length > 0);
      if (fresh.length)
        await registerFacilities(
          { ...ctx, db: tx as unknown as Db, idempotency: undefined } as Context,
          fresh.map((t) => ({
            facility: { ...t.set, id: t.id, kind: t.kind, ...spell(t.name) } as NewFacility,
            rooms: [],
            beds: [],
            confirmedAt: null,
          })),
        );
      for (const t of changed) await changeFacility(tx, ctx, t);
      const known = new Map(judged.known.map((k) => [k.id, k.external]));
      for (const t of [...fresh, ...judged.targets])
        if (t.id && t.external && !known.get(t.id))
          await tx.insert(externalIds).values({
            district,
            facilityId: t.id,
            kind: 'facility',
            externalId: t.external,
            ourId: t.id,
          });
      return { result: report, after, changed: ['vacancies'] };
    },
  );
}

async function changeFacility(tx: Tx, ctx: Context, t: FacilityTarget): Promise<void> {
  const id = t.id as string;
  const named = t.changes.some((c) => c.field === 'name') ? spell(t.name) : {};
  await tx
    .update(facilities)
    .set({ ...t.set, ...named, version: sql`${facilities.version} + 1` } as unknown as Partial<
      typeof facilities.$inferInsert
    >)
    .where(and(eq(facilities.district, ctx.district), eq(facilities.id, id)));
  await recountFacility(tx, ctx.district, id, dayOf(ctx.clock()));
}
