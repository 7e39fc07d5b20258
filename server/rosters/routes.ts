import { z } from '@hono/zod-openapi';
import { contextOf, door, router } from '../platform/http.ts';
import { bedKinds, Day, Fen, Id, idParam, PersonName, Text } from '../platform/shapes.ts';
import { applyBeds, applyResidents, refusalOf } from './actions.ts';
import { previewBeds, previewResidents, type RosterAnswer } from './queries.ts';

const MOST = 10_000;
const modes = ['full', 'partial'] as const;
/** What another system calls things often comes in columns of fixed width: spaces around it are no part of it. */
const Label = (max: number, min = 0) =>
  Text(max)
    .transform((s) => s.trim())
    .refine((s) => s.length >= min, 'must not be empty')
    .openapi({ type: 'string', maxLength: max, ...(min ? { minLength: min } : {}) });
const ExternalId = Label(64).nullable().optional().openapi({ description: 'What your system calls it; matched first' });
const level = z.number().int().min(0).max(4).optional();
const Mode = z.enum(modes).openapi({
  description: 'full: what the list leaves out is no longer there; partial: what it leaves out stays as it is',
});
const DryRun = z.boolean().default(false).openapi({ description: 'Say what would change and change nothing' });

const SyncBed = z
  .strictObject({
    external_id: ExternalId,
    building: Label(40).optional(),
    floor: z.number().int().min(-9).max(150).optional(),
    room_no: Label(20, 1),
    room_sex: z.enum(['male', 'female', 'single_sex', 'mixed']).optional(),
    bed_no: Label(20, 1),
    kind: z.enum(bedKinds).optional(),
    level_min: level,
    level_max: level,
    dementia: z.boolean().optional(),
    equipment: z.array(Label(20, 1)).max(20).optional(),
    pool: z.enum(['reserve', 'subsidised', 'market']).optional(),
    fee_fen: Fen.min(0).nullable().optional().openapi({ description: 'A month; null: not filled in' }),
  })
  .openapi('SyncBed', {
    description: 'A field left out stays as it is; a new bed needs all but external_id, equipment and fee_fen',
  });

const bedsExample = {
  mode: 'partial',
  dry_run: false,
  beds: [
    {
      external_id: 'B-0301-1',
      building: '一号楼',
      floor: 3,
      room_no: '301',
      room_sex: 'female',
      bed_no: '1',
      kind: 'nursing',
      level_min: 2,
      level_max: 4,
      dementia: false,
      equipment: ['call_bell', 'oxygen'],
      pool: 'market',
      fee_fen: 180000,
    },
    { external_id: 'B-0302-1', room_no: '302', bed_no: '1', fee_fen: 165000 },
  ],
} as const;
const SyncResident = z
  .strictObject({
    external_id: ExternalId,
    name: PersonName,
    id_no: Text(18).openapi({ description: 'The number of the ID card; in no answer and in no log' }),
    phone: z
      .string()
      .regex(/^1\d{10}$/, 'an 11-digit mainland number')
      .nullable()
      .optional(),
    building: Label(40).optional(),
    room_no: Label(20, 1),
    bed_no: Label(20, 1),
    admitted_on: Day,
    discharged_on: Day.nullable().optional(),
    discharge_kind: z.enum(['home', 'hospital', 'other_facility', 'death', 'breach']).nullable().optional(),
    weekdays: z
      .array(z.number().int().min(1).max(7))
      .max(7)
      .optional()
      .openapi({ description: 'Day care: 1 Monday … 7 Sunday' }),
    level: z.number().int().min(0).max(4).nullable().optional(),
    risk_assessed_on: Day.nullable().optional().openapi({
      description: 'When the home assessed the safety risks (GB 38600); needed for an admission of the last 31 days',
    }),
    move_reason: z
      .enum(['care_need', 'room_mate', 'repair', 'room_change', 'request'])
      .optional()
      .openapi({ description: 'Why a resident lies in another bed than is known' }),
  })
  .openapi('SyncResident', {
    description: 'Who lives here, or with discharged_on and discharge_kind who has left; found by the ID number',
  });
const residentsExample = {
  mode: 'partial',
  dry_run: false,
  residents: [
    {
      external_id: 'P-1042',
      name: '刘示例',
      id_no: '999999194105060023',
      room_no: '301',
      bed_no: '1',
      admitted_on: '2026-11-20',
      level: 3,
      risk_assessed_on: '2026-11-19',
    },
  ],
} as const;
const row = { external_id: 'B-0301-1', building: '一号楼', room_no: '301', bed_no: '1' };
const bedsAnswer = {
  applied: true,
  counts: { added: 1, changed: 1, unchanged: 0, removed: 0 },
  digest: '7b0c4f1e5d…',
  added: [{ line: 1, id: '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b', ...row }],
  changed: [
    {
      line: 2,
      id: '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5c',
      ...{ ...row, external_id: 'B-0302-1', room_no: '302' },
      changes: [{ field: 'fee_fen', from: 150000, to: 165000 }],
    },
  ],
  removed: [],
};

const residentsAnswer = {
  ...bedsAnswer,
  counts: { added: 1, changed: 0, unchanged: 0, removed: 0 },
  added: [{ ...bedsAnswer.added[0], external_id: 'P-1042' }],
  changed: [],
};

const Row = z
  .object({
    line: z.number().int().openapi({ description: 'Place in the list, from 1; 0 for what the list does not name' }),
    id: Id.nullable(),
    external_id: z.string().nullable(),
    building: z.string(),
    room_no: z.string(),
    bed_no: z.string(),
  })
  .openapi('RosterRow');
const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()])).readonly()]);
const Synced = z
  .object({
    applied: z.boolean(),
    counts: z.object({
      added: z.number().int(),
      changed: z.number().int(),
      unchanged: z.number().int(),
      removed: z.number().int(),
    }),
    digest: z.string(),
    added: z.array(Row),
    changed: z.array(
      Row.extend({ changes: z.array(z.object({ field: z.string(), from: Value.nullable(), to: Value.nullable() })) }),
    ),
    removed: z.array(Row),
  })
  .openapi('RosterDifference');

function shown({ counts: { refused: _, ...counts }, refused: __, ...answer }: RosterAnswer, applied: boolean) {
  return { applied, ...answer, counts };
}

const all =
  'All of the list or nothing; every line that cannot be is named at once (422), its `pointer` saying place (from 0) and field.';
const differs = (example: object) => ({
  description: 'What has changed, or with dry_run would change',
  content: { 'application/json': { schema: Synced, example } },
});
const like = <T extends z.ZodType>(schema: T, example: object) => ({
  required: true,
  content: { 'application/json': { schema, example } },
});

/** The doors for a home's own system: its whole list, or a part of it, as often as it likes. */
export const rosterRoutes = router()
  .openapi(
    door('rosters.sync_beds', {
      method: 'put',
      path: '/facilities/{id}/beds',
      tags: ['machines'],
      summary: 'Make the beds of the facility as this list says; the same list again changes nothing',
      description: `${all} A bed is found by external_id, else by building, room and number.`,
      request: {
        params: idParam,
        body: like(
          z.strictObject({ mode: Mode, dry_run: DryRun, beds: z.array(SyncBed).max(MOST) }).openapi('SyncBeds'),
          bedsExample,
        ),
      },
      responses: { 200: differs(bedsAnswer) },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const { id } = c.req.valid('param');
      const list = { mode: input.mode, lines: input.beds.map((bed, i) => ({ ...bed, line: i + 1 })) };
      if (!input.dry_run) return c.json(shown(await applyBeds(contextOf(c, input), id, list), true), 200);
      const answer = await previewBeds(contextOf(c), id, list);
      if (answer.refused.length) throw refusalOf(answer.refused, 'beds');
      return c.json(shown(answer, false), 200);
    },
  )
  .openapi(
    door('rosters.sync_residents', {
      method: 'put',
      path: '/facilities/{id}/residents',
      tags: ['machines'],
      summary: 'Make who lives in the facility as this list says; the same list again changes nothing',
      description: `${all} A person is found by the ID number. Nobody is discharged by being left out: a full list names everybody who lives here, or how they left.`,
      request: {
        params: idParam,
        body: like(
          z
            .strictObject({ mode: Mode, dry_run: DryRun, residents: z.array(SyncResident).max(MOST) })
            .openapi('SyncResidents'),
          residentsExample,
        ),
      },
      responses: { 200: differs(residentsAnswer) },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const { id } = c.req.valid('param');
      const { vault } = c.get('services');
      const list = { mode: input.mode, lines: input.residents.map((one, i) => ({ ...one, line: i + 1 })) };
      if (!input.dry_run) return c.json(shown(await applyResidents(contextOf(c, input), vault, id, list), true), 200);
      const answer = await previewResidents(contextOf(c), vault, id, list);
      if (answer.refused.length) throw refusalOf(answer.refused, 'residents');
      return c.json(shown(answer, false), 200);
    },
  );
