import type { Db } from '../../db/client.ts';
import { importMappings, imports } from '../../db/schema/imports.ts';
import { findFacility } from '../facilities/actions.ts';
import { Refusal } from '../kernel/errors.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { applyBeds } from '../rosters/actions.ts';
import type { RosterAnswer } from '../rosters/queries.ts';
import type { BedLine } from '../rosters/rules.ts';
import { type ImportFile, readImport } from './queries.ts';
import { type ImportKind, type Mapping, mustLook, remembered } from './rules.ts';

/** What was seen in the preview: this file, this difference, and whether its warnings were looked at. */
type Seen = { sha256: string; digest: string; looked: boolean };

/**
 * Takes a file over as it was previewed: all of it or nothing. The same bytes, the same difference from what is known, or
 * it is refused; how the file was read is remembered for the next one.
 */
export async function commitImport(ctx: Context, facility: string, file: ImportFile & Seen) {
  const list = await readImport(ctx, file);
  return act(
    ctx,
    'imports.commit',
    (tx) => findFacility(tx, ctx.district, facility),
    async (tx) => {
      if (list.sha256 !== file.sha256) throw new Refusal('conflict', 'import_file_changed');
      if (list.errors.length) throw new Refusal('invalid', 'import_has_errors', { count: list.errors.length });
      if (mustLook(list.warnings) && !file.looked) throw new Refusal('conflict', 'import_not_looked');
      const { counts } = await apply(tx, ctx, facility, file.kind, {
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
  );
}

/** In the same transaction, by the one action that a home's own system uses too. */
function apply(
  tx: Tx,
  ctx: Context,
  facility: string,
  kind: ImportKind,
  list: { mode: ImportFile['mode']; lines: unknown[]; digest: string },
): Promise<RosterAnswer> {
  const { idempotency: _, ...inside } = { ...ctx, db: tx as unknown as Db };
  const appliers: Record<ImportKind, () => Promise<RosterAnswer>> = {
    beds: () => applyBeds(inside, facility, { ...list, lines: list.lines as BedLine[] }),
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
