import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Finding, Id, idParam } from '../platform/shapes.ts';
import { apartFrom, compareRound, emptyBeds, nextForBed, ownReasons, publicRounds, roundReasons } from './queries.ts';

const count = z.number().int().nonnegative();
const Km = z.number().nullable();
const track = z.enum(['A', 'B', 'C', 'D']);
const PerTrack = z.object({ people: count, placed: count });
const Side = z.object({
  people: count,
  placed: count,
  first_choice: count,
  mean_km: Km,
  by_track: z.object({ A: PerTrack, B: PerTrack, C: PerTrack, D: PerTrack }),
});
const PublicRound = z
  .object({
    round_no: z.string(),
    name: z.string(),
    state: z.enum(['draft', 'run', 'published', 'cancelled']),
    services: z.array(z.enum(bedKinds)),
    rule_version: z.string(),
    parameters: z.object({
      horizon_days: count,
      radius_km: z.number().nullable(),
      reserve: z.enum(['kept', 'released']),
    }),
    opened_at: At,
    ran_at: At.nullable(),
    published_at: At.nullable(),
    cancelled_at: At.nullable(),
    clean: z.boolean().nullable(),
    seed_digest: z.string(),
    seed: z.string().nullable(),
    snapshot_digest: z.string().nullable(),
    outcome_digest: z.string().nullable(),
    result: Side.extend({
      units: count,
      apart: count,
      beds: count,
      used: count,
      openings: count,
      passes: count,
      facilities: z.array(
        z.object({
          facility_id: Id,
          facility: z.string(),
          placed: count,
          last: z.object({ track, level: count.nullable(), points: z.number().int().nullable() }).nullable(),
        }),
      ),
    }).nullable(),
  })
  .openapi('PublicRound', { description: 'The digest of the seed is public before the run, the seed after it' });
const Explained = z
  .object({
    round_no: z.string(),
    taken_at: At,
    rule_version: z.string(),
    snapshot_digest: z.string(),
    seed: z.string(),
    apart: Finding.nullable().openapi({ description: 'why the application did not take part' }),
    key: z.object({ track, level: count, points: z.number().int(), queued_at: At, receipt_no: z.string() }).nullable(),
    lottery: z.string().nullable(),
    place: count.nullable(),
    place_in_track: count.nullable(),
    taking_part: count,
    wishes: z.array(
      z.object({
        facility_id: Id,
        facility: z.string(),
        wish: count,
        result: z.enum(['placed', 'not_needed', 'not_placed']),
        distance_km: Km,
        reasons: z.array(Finding),
      }),
    ),
  })
  .openapi('RoundReasons');
const Empty = z
  .object({
    empty: z.array(
      z.object({
        facility_id: Id,
        facility: z.string(),
        bed_id: Id,
        room_no: z.string(),
        bed_no: z.string(),
        reason: z.enum(['nobody_asks', 'nobody_fits', 'all_placed_better', 'contract_used_up', 'undecided_room']),
        asked: count,
        housed_better: count,
        hindered: z.array(z.object({ code: z.string(), count })),
      }),
    ),
    one_more: z.array(
      z.object({
        facility_id: Id,
        facility: z.string(),
        kind: z.enum(bedKinds),
        sex: z.enum(['male', 'female']),
        dementia: z.boolean(),
        equipment: z.array(z.string()),
        placed_more: z.number().int(),
        moved: count,
      }),
    ),
  })
  .openapi('EmptyBeds');
const End = z.object({ facility_id: Id, facility: z.string(), choice: count, distance_km: Km }).nullable();
const Compared = z
  .object({
    before: Side,
    after: Side,
    moved: count,
    gained: count,
    lost: count,
    moves: z.array(
      z.object({
        people: z.array(z.object({ application_id: Id, name: z.string(), track })),
        from: End,
        to: End,
      }),
    ),
  })
  .openapi('RoundCompared');
const InLine = z.object({
  application_id: Id,
  receipt_no: z.string(),
  name: z.string(),
  place: count,
  track,
  level: count,
  reasons: z.array(Finding),
});
const NextForBed = z
  .object({
    bed_id: Id,
    facility_id: Id,
    facility: z.string(),
    bed_no: z.string(),
    next: InLine.nullable(),
    ahead: z.array(InLine),
  })
  .openapi('NextForBed');

export const reasonRoutes = router()
  .openapi(
    door('rounds.public', {
      method: 'get',
      path: '/rounds/public',
      tags: ['rounds'],
      summary: 'Rounds as anybody may see them: digests, figures, cut-offs without people',
      responses: { 200: json(z.object({ rounds: z.array(PublicRound) }), 'Newest first') },
    }),
    async (c) => c.json({ rounds: await publicRounds(contextOf(c)) }, 200),
  )
  .openapi(
    door('rounds.read', {
      method: 'get',
      path: '/rounds/{id}/reasons',
      tags: ['rounds'],
      summary: 'For one person and each facility asked for: placed, not needed, or not placed because',
      request: { params: idParam, query: z.object({ application: Id }) },
      responses: { 200: json(Explained, 'The reasons') },
    }),
    async (c) => {
      const { application } = c.req.valid('query');
      return c.json(await roundReasons(contextOf(c), c.req.valid('param').id, application), 200);
    },
  )
  .openapi(
    door('rounds.own', {
      method: 'get',
      path: '/applications/{id}/reasons',
      tags: ['rounds'],
      summary: "The person's own explanation of the last published round",
      request: { params: idParam },
      responses: { 200: json(Explained, 'The reasons') },
    }),
    async (c) => c.json(await ownReasons(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('rounds.read', {
      method: 'get',
      path: '/rounds/{id}/empty',
      tags: ['rounds'],
      summary: 'Beds left empty, each with the reason; and what one more bed would change, by running it',
      request: { params: idParam },
      responses: { 200: json(Empty, 'Empty beds') },
    }),
    async (c) => c.json(await emptyBeds(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('rounds.read', {
      method: 'get',
      path: '/rounds/{id}/apart',
      tags: ['rounds'],
      summary: 'Who waits but took no part, each with the reason',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            apart: z.array(
              z.object({
                application_id: Id,
                receipt_no: z.string(),
                service: z.enum(bedKinds),
                name: z.string(),
                reason: Finding,
              }),
            ),
          }),
          'In the order of their receipts',
        ),
      },
    }),
    async (c) => c.json({ apart: await apartFrom(contextOf(c), c.req.valid('param').id) }, 200),
  )
  .openapi(
    door('rounds.compare', {
      method: 'post',
      path: '/rounds/{id}/compare',
      tags: ['rounds'],
      summary: 'The same snapshot under another rule version, radius or reserve; nothing is stored or sent',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            rule_version: z.string().max(80).optional(),
            radius_km: z
              .number()
              .int()
              .min(1)
              .max(100)
              .optional()
              .openapi({ description: "in place of everyone's own" }),
            reserve: z.enum(['kept', 'released']).optional(),
          }),
        ),
      },
      responses: { 200: json(Compared, 'Both side by side, with who moves') },
    }),
    async (c) => c.json(await compareRound(contextOf(c), c.req.valid('param').id, c.req.valid('json')), 200),
  )
  .openapi(
    door('allocation.next', {
      method: 'get',
      path: '/beds/{id}/next',
      tags: ['allocation'],
      summary: 'Who is next for this bed, and everyone ahead with the reason why it is not theirs',
      request: { params: idParam },
      responses: { 200: json(NextForBed, 'The next person, or nobody') },
    }),
    async (c) => c.json(await nextForBed(contextOf(c), c.req.valid('param').id), 200),
  );
