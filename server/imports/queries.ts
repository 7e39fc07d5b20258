import { and, desc, eq, sql } from 'drizzle-orm';
import { writeXlsx } from 'hucre/xlsx';
import { facilities } from '../../db/schema/facilities.ts';
import { importMappings, imports } from '../../db/schema/imports.ts';
import { accounts } from '../../db/schema/registry.ts';
import { externalIds } from '../../db/schema/stays.ts';
import { findFacility } from '../facilities/actions.ts';
import { Refusal } from '../kernel/errors.ts';
import { say } from '../kernel/messages.ts';
import { dayOf } from '../kernel/period.ts';
import { FILE_LIMITS, type RawTable } from '../kernel/table.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import { toWgs84 } from '../platform/coordinates.ts';
import { readDelimited } from '../platform/delimited.ts';
import { sha256Of } from '../platform/digest.ts';
import type { Vault } from '../platform/vault.ts';
import { looksLikeWorkbook } from '../platform/workbook.ts';
import { readWorkbookAside } from '../platform/workbook-aside.ts';
import { previewBeds, previewResidents, type RosterAnswer } from '../rosters/queries.ts';
import type { BedLine, Mode, ResidentLine } from '../rosters/rules.ts';
import {
  type Box,
  type Community,
  diffFacilities,
  exampleOf,
  type FacilityLine,
  type Finding,
  fieldsOf,
  type ImportKind,
  type KnownFacility,
  type ListKind,
  type Mapping,
  MOST_FINDINGS,
  maskedRecords,
  mustLook,
  type OwnNumbers,
  placeRefusals,
  type ReadList,
  readRows,
  unknownWords,
  withOwnNumbers,
  wordOf,
} from './rules.ts';

/** Large files are read one beside another, not all at once: each takes its share of memory. */
const AT_ONCE = 2;
let reading = 0;

/**
 * The cells of a file, whichever kind it is.
 * @throws Refusal unavailable while others are being read, and as readWorkbook and readDelimited
 */
export async function readTable(bytes: Buffer, kind: ListKind, sheet?: string): Promise<RawTable> {
  const { megabytes } = FILE_LIMITS;
  if (bytes.length > megabytes * 1024 * 1024) throw new Refusal('too_large', 'import_too_large', { limit: megabytes });
  if (bytes.length === 0) throw new Refusal('invalid', [{ code: 'import_empty', pointer: '/file' }]);
  if (reading >= AT_ONCE) throw new Refusal('unavailable', 'import_busy');
  reading += 1;
  try {
    const usual = sheetNames[kind];
    return looksLikeWorkbook(bytes) ? await readWorkbookAside(bytes, { sheet, usual }) : await readDelimited(bytes);
  } finally {
    reading -= 1;
  }
}

/** How the sheet of such a list is called in templates and exports. */
const sheetNames: Record<ListKind, string> = { beds: '床位', residents: '在住老人', facilities: '机构' };

export type ImportFile = { kind: ImportKind; mode: Mode; fileName: string; bytes: Buffer; mapping: Mapping };
type FileRead = ReadList & { sha256: string; table: Omit<RawTable, 'rows'> };

/** A file as lines, and all that is wrong with it by itself. */
export async function readImport(ctx: Context, { kind, bytes, mapping }: Omit<ImportFile, 'mode' | 'fileName'>) {
  const { rows, ...table } = await readTable(bytes, kind, mapping.sheet);
  const list = readRows({ rows, ...table }, kind, mapping, dayOf(ctx.clock()));
  if (list.total === 0 && list.errors.length === 0)
    throw new Refusal('invalid', [{ code: 'import_empty', pointer: '/file' }]);
  const sha256 = sha256Of(bytes);
  return { ...list, table, sha256 } satisfies FileRead;
}

/** Fills in what the rows of our own exports show in part, of stays of this home alone. */
export async function fillNumbers(tx: ReadTx, ctx: Context, vault: Vault, facility: string, list: ReadList) {
  const ids = maskedRecords(list.lines);
  const rows = ids.length
    ? await tx.execute<{ id: string; sealed: Uint8Array; masked: string; phone: string | null }>(sql`
        select p.id, a.id_no_sealed as sealed, a.id_no_masked as masked, a.phone_masked as phone
          from placements p join applicants a on a.district = p.district and a.id = p.applicant_id
         where p.district = ${ctx.district} and p.facility_id = ${facility} and p.id = any(${sql.param(ids)}::uuid[])`)
    : [];
  const own = new Map<string, OwnNumbers>();
  for (const r of rows) own.set(r.id, { idNo: vault.open(r.sealed), idNoMasked: r.masked, phoneMasked: r.phone });
  withOwnNumbers(list, own);
}

/** What the lines would change of the facility, by the judge of such lists. */
function previewLines(ctx: Context, vault: Vault, facility: string, kind: ImportKind, mode: Mode, lines: unknown[]) {
  const judges: Record<ImportKind, () => Promise<RosterAnswer>> = {
    beds: () => previewBeds(ctx, facility, { mode, lines: lines as BedLine[] }),
    residents: () => previewResidents(ctx, vault, facility, { mode, lines: lines as ResidentLine[] }),
  };
  return judges[kind]();
}

const MOST_SHOWN = 500;
const first = <T>(list: readonly T[]) => list.slice(0, MOST_SHOWN);

/**
 * What a file would change, and every cell that stands in the way; nothing is written. With errors the good rows are
 * compared as a part of a list, so that all that is wrong is said at once, and there is no digest to go on with.
 */
export async function previewImport(
  ctx: Context,
  vault: Vault,
  facility: string,
  file: Omit<ImportFile, 'mapping'> & { mapping?: Mapping | undefined },
) {
  const saved = await look(ctx, 'imports.preview', async (tx) => ({
    ...(await findFacility(tx, ctx.district, facility)),
    row: await savedMapping(tx, ctx.district, facility, file.kind),
  }));
  const mapping = file.mapping ?? saved ?? {};
  const list = await readImport(ctx, { ...file, mapping });
  if (file.kind === 'residents')
    await look(ctx, 'imports.preview', async (tx) => {
      const subject = await findFacility(tx, ctx.district, facility);
      await fillNumbers(tx, ctx, vault, facility, list);
      return { ...subject, row: null };
    });
  const clean = list.errors.length === 0;
  const answer = await previewLines(ctx, vault, facility, file.kind, clean ? file.mode : 'partial', list.lines);
  const errors = [...list.errors, ...placeRefusals(answer.refused, list.columns, file.kind)].sort(
    (a, b) => a.row - b.row,
  );
  return {
    sha256: list.sha256,
    digest: errors.length === 0 ? answer.digest : null,
    rows: list.total,
    table: list.table,
    headingRow: list.headingRow,
    columns: list.columns,
    mapping,
    words: unknownWords(errors),
    counts: { ...answer.counts, errors: errors.length, warnings: list.warnings.length },
    added: first(answer.added),
    changed: first(answer.changed),
    removed: first(answer.removed),
    errors: errors.slice(0, MOST_FINDINGS),
    warnings: list.warnings.slice(0, MOST_FINDINGS),
    mustLook: mustLook(list.warnings),
  };
}

async function savedMapping(tx: ReadTx, district: string, facility: string, kind: ImportKind): Promise<Mapping | null> {
  const [row] = await tx
    .select({ mapping: importMappings.mapping })
    .from(importMappings)
    .where(
      and(
        eq(importMappings.district, district),
        eq(importMappings.facilityId, facility),
        eq(importMappings.kind, kind),
      ),
    );
  return (row?.mapping as Mapping | undefined) ?? null;
}

/** The lists taken over from files, newest first, at most 100. */
export function listImports(ctx: Context, facility: string) {
  return view(ctx, 'imports.list', async (tx) => {
    await findFacility(tx, ctx.district, facility);
    return tx
      .select({
        id: imports.id,
        kind: sql<ImportKind>`${imports.kind}`,
        mode: imports.mode,
        file_name: imports.fileName,
        sha256: imports.sha256,
        rows: imports.rows,
        counts: imports.counts,
        made_at: imports.madeAt,
        made_by: accounts.displayName,
      })
      .from(imports)
      .leftJoin(accounts, eq(accounts.id, imports.madeBy))
      .where(and(eq(imports.district, ctx.district), eq(imports.facilityId, facility)))
      .orderBy(desc(imports.madeAt), desc(imports.id))
      .limit(100);
  });
}

/** Rows that are prepared for typing: numbers stay texts there, and words are chosen from a list. */
const PREPARED = 500;

/** An empty workbook for such a list: its columns, a row to go by, and what may be written where. */
export async function templateOf(kind: ImportKind, language: 'zh' | 'en'): Promise<Uint8Array> {
  const zh = language === 'zh';
  const fields = fieldsOf[kind].filter((f) => !f.ours);
  const allowed = (shape: (typeof fields)[number]['shape']) =>
    typeof shape === 'object'
      ? Object.keys('words' in shape ? shape.words : shape.list).map((code) => wordOf(shape, code))
      : [];
  const letter = (i: number) => String.fromCharCode(65 + i);
  const cells = new Map(
    fields.flatMap((f, i) =>
      f.shape === 'text' || f.shape === 'id_no' || f.shape === 'phone'
        ? Array.from({ length: PREPARED }, (_, r) => [`${r + 1},${i}`, { style: { numFmt: '@' } }] as const)
        : [],
    ),
  );
  return writeXlsx({
    sheets: [
      {
        name: sheetNames[kind],
        columns: fields.map((f) => ({ width: f.shape === 'id_no' ? 22 : 14 })),
        rows: [fields.map((f) => `${zh ? f.zh : f.en}${f.needed ? '*' : ''}`), exampleOf(kind)],
        cells,
        freezePane: { rows: 1 },
        dataValidations: fields.flatMap((f, i) => {
          const values =
            f.shape === 'yes_no'
              ? ['是', '否']
              : typeof f.shape === 'object' && 'words' in f.shape
                ? allowed(f.shape)
                : [];
          return values.length
            ? [
                {
                  type: 'list' as const,
                  values,
                  range: `${letter(i)}2:${letter(i)}${PREPARED + 1}`,
                  showErrorMessage: false,
                },
              ]
            : [];
        }),
      },
      {
        name: zh ? '填写说明' : 'Notes',
        columns: [{ width: 18 }, { width: 10 }, { width: 80 }],
        rows: [
          zh ? ['列', '必填', '可以怎样写'] : ['Column', 'Needed', 'What may be written'],
          ...fields.map((f) => [
            zh ? f.zh : f.en,
            f.needed ? (zh ? '是' : 'yes') : '',
            noteOf(f.shape, allowed(f.shape)),
          ]),
        ],
      },
    ],
  });
}

function noteOf(shape: (typeof fieldsOf)['beds'][number]['shape'], words: string[]): string {
  if (words.length) return words.join('、');
  const notes: Partial<Record<Extract<typeof shape, string>, string>> = {
    day: '2026-01-31 · 2026.1.31 · 2026年1月31日',
    fee: '1200.00（元/月）',
    floor: '3 · -1 · B1',
    id_no: '18 位，单元格设为“文本”',
    level: '0–4 · 能力完好、轻度失能、中度失能、重度失能、完全失能',
    weekdays: '周一、周三 · 1,3',
    yes_no: '是 · 否',
  };
  return typeof shape === 'string' ? (notes[shape] ?? '') : '';
}

export type FacilityFile = { bytes: Buffer; mapping: Mapping };
/** Room around the communities of a district, in degrees: about ten kilometres. */
const AROUND = 0.1;

/** What a list of facilities changes, by what is known at this moment, and every cell that stands in the way. */
export async function judgeFacilities(tx: ReadTx, ctx: Context, { bytes, mapping }: FacilityFile) {
  const { coordinates } = mapping;
  if (!coordinates) throw new Refusal('invalid', [{ code: 'import_no_system', pointer: '/coordinates' }]);
  const { rows, ...table } = await readTable(bytes, 'facilities', mapping.sheet);
  const list = readRows({ rows, ...table }, 'facilities', mapping, dayOf(ctx.clock()));
  if (list.total === 0 && list.errors.length === 0)
    throw new Refusal('invalid', [{ code: 'import_empty', pointer: '/file' }]);
  const [places, known] = [await loadPlaces(tx, ctx.district), await loadFacilities(tx, ctx.district)];
  const { targets, refused } = diffFacilities(list.lines as unknown as FacilityLine[], {
    ...places,
    known,
    accuracyM: coordinates.accuracy_m,
    swapped: coordinates.swapped ?? false,
    toWgs84: (lng, lat) => toWgs84(coordinates.system, lng, lat),
  });
  const errors = [...list.errors, ...placeRefusals(refused, list.columns, 'facilities')].sort((a, b) => a.row - b.row);
  return { ...list, errors, targets, known, sha256: sha256Of(bytes) };
}

async function loadPlaces(tx: ReadTx, district: string): Promise<{ communities: Community[]; box: Box | null }> {
  const rows = await tx.execute<{
    code: string;
    level: string;
    name: string;
    short: string;
    lng: number | null;
    lat: number | null;
  }>(sql`
    select code, level, name, short_name as short, lng, lat from divisions
     where district = ${district} and level in ('street', 'community') and ended_on is null`);
  const streets = new Map(rows.filter((r) => r.level === 'street').map((r) => [r.code, [r.name, r.short]]));
  const communities = rows
    .filter((r) => r.level === 'community')
    .map((r) => {
      const street = r.code.slice(0, 9);
      return { code: r.code, names: [...new Set([r.name, r.short])], street, streetNames: streets.get(street) ?? [] };
    });
  const points = rows.filter((r) => r.lng !== null && r.lat !== null);
  if (points.length === 0) return { communities, box: null };
  const [lngs, lats] = [points.map((p) => p.lng as number), points.map((p) => p.lat as number)];
  const box = {
    west: Math.min(...lngs) - AROUND,
    east: Math.max(...lngs) + AROUND,
    south: Math.min(...lats) - AROUND,
    north: Math.max(...lats) + AROUND,
  };
  return { communities, box };
}

async function loadFacilities(tx: ReadTx, district: string): Promise<KnownFacility[]> {
  const rows = await tx
    .select({ row: facilities, external: externalIds.externalId })
    .from(facilities)
    .leftJoin(
      externalIds,
      and(
        eq(externalIds.district, facilities.district),
        eq(externalIds.kind, 'facility'),
        eq(externalIds.facilityId, facilities.id),
      ),
    )
    .where(eq(facilities.district, district));
  return rows.map(({ row, external }) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    streetCode: row.streetCode,
    external,
    row,
  }));
}

/** What is told of a list of facilities: counts, each change, and each refused cell in both languages. */
export function reportOf(judged: Awaited<ReturnType<typeof judgeFacilities>>, applied: boolean) {
  const { targets, errors, warnings, lines } = judged;
  const said = ({ values, ...f }: Finding) => ({
    ...f,
    message_zh: say('zh', f.code, values),
    message_en: say('en', f.code, values),
  });
  const added = targets.filter((t) => t.id === null);
  const changed = targets.filter((t) => t.id !== null && t.changes.length > 0);
  const sum = (key: 'beds' | 'residents') => lines.reduce((n, l) => n + Number(l[key] ?? 0), 0);
  return {
    applied,
    sha256: judged.sha256,
    rows: judged.total,
    counts: {
      added: added.length,
      changed: changed.length,
      unchanged: targets.length - added.length - changed.length,
      refused: new Set(errors.map((e) => e.row)).size,
    },
    /** as the list says; beds themselves come with the lists of the homes */
    stated: { beds: sum('beds'), residents: sum('residents') },
    added: added.map(({ line, name }) => ({ row: line, name })),
    changed: changed.map(({ line, name, changes }) => ({ row: line, name, changes })),
    refused: errors.slice(0, MOST_FINDINGS).map(said),
    warnings: warnings.slice(0, MOST_FINDINGS).map(said),
    ignored_columns: judged.columns.filter((c) => c.field === null).map((c) => c.heading),
  };
}

/** What a list of facilities would change; nothing is written. */
export const previewFacilities = (ctx: Context, file: FacilityFile) =>
  view(ctx, 'imports.facilities', async (tx) => reportOf(await judgeFacilities(tx, ctx, file), false));
