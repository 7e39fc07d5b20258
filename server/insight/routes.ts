import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import {
  At,
  bedKinds,
  Day,
  Fen,
  Finding,
  Flag,
  facilityFilters,
  filtersOf,
  finding,
  Id,
  idParam,
  kinds,
  PublicGrade,
} from '../platform/shapes.ts';
import { readCapacity, readHistory } from './actions.ts';
import { clustersIn, facilityNames, facilityPage, readFairness } from './queries.ts';
import { publicCodes } from './rules.ts';

const count = z.number().int().nonnegative();
const Funnel = z
  .object({ facilities: count, filed: count, usable: count, occupied: count, held: count, free: count })
  .openapi('Funnel', { description: 'usable = occupied + held + free' });
const Capacity = z
  .object({
    district: z.object({ code: z.string(), name: z.string(), hotline: z.string().nullable() }),
    total: Funnel,
    seniors: count,
    per_thousand: z.number().nullable(),
    communities: count,
    grids: count,
    by_kind: z.array(Funnel.extend({ kind: z.enum(kinds) })),
    by_street: z.array(
      Funnel.extend({ code: z.string(), name: z.string(), seniors: count, per_thousand: z.number().nullable() }),
    ),
    oldest_confirmation: At.nullable(),
  })
  .openapi('Capacity');
const beds = z.number().nonnegative();
const History = z
  .object({
    by: z.enum(['month', 'day']),
    from: Day,
    to: Day,
    points: z.array(
      z.object({ from: Day, days: count, filed: beds, closed: beds, occupied: beds, held: beds, free: beds }),
    ),
  })
  .openapi('History', {
    description:
      'month: mean of its days on record, to a tenth; day: at its end, today as of now. filed = closed + occupied + held + free. Begins with the first claim on record.',
  });

const amount = z.number().nullable();
const Spread = z.object({ n: count, median: amount, mean: amount, longest: amount });
const track = z.enum(['A', 'B', 'C', 'D']);
const Wishes = z.object({ first: count, named: count, other: count });
const Month = z.object({
  month: z.string(),
  offers: count,
  overrides: count,
  passed_over: count,
  struck: count,
  emergencies: count,
});
const Fairness = z
  .object({
    from: Day,
    to: Day,
    rule_version: z.string(),
    cells: z.array(z.object({ track, level: count, waiting: Spread, offered: Spread })),
    tracks: z.array(z.object({ track, waiting: Spread, offered: Spread, km: Spread, wishes: Wishes })),
    total: z.object({ waiting: Spread, offered: Spread, km: Spread, wishes: Wishes }),
    months: z.array(Month),
    override_reasons: z.array(z.object({ reason: z.string(), n: count, passed_over: count })),
    emergency_reasons: z.array(z.object({ reason: z.string(), n: count })),
  })
  .openapi('Fairness', {
    description:
      'waiting: days in the queue until today of who waits; offered: days until the offer, of offers made since `from`. km: straight line from home. Null where there is nothing to count.',
  });

const ClusterQuery = z.object({
  bbox: z
    .string()
    .max(100)
    .transform((s) => s.split(',').map(Number))
    .refine((b) => b.length === 4 && b.every(Number.isFinite), 'west,south,east,north'),
  zoom: z.coerce.number().int().min(0).max(20),
  ...facilityFilters,
});
const ClusterItem = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('cluster'),
    lng: z.number(),
    lat: z.number(),
    count,
    free: count,
    expansion_zoom: z.number().int(),
  }),
  z.object({
    type: z.literal('facility'),
    id: Id,
    kind: z.enum(kinds),
    name: z.string(),
    lng: z.number(),
    lat: z.number(),
    accuracy_m: z.number().int(),
    free: count,
    confirmed_at: At.nullable(),
  }),
]);

const optional = {
  medical_insurance: z.boolean().nullable(),
  long_term_care_insurance: z.boolean().nullable(),
  consumption_coupon: z.boolean().nullable(),
};
const Facility = z
  .object({
    id: Id,
    kind: z.enum(kinds),
    name: z.string(),
    street_code: z.string(),
    community_code: z.string(),
    address: z.string().nullable(),
    lng: z.number(),
    lat: z.number(),
    accuracy_m: z.number().int(),
    phone: z.string().nullable(),
    nature: z.enum(['public', 'private', 'public_private']).nullable(),
    stars: z.number().int().nullable(),
    stars_source: z.string().nullable(),
    ...optional,
    dementia_unit: z.boolean().nullable(),
    services: z.array(z.string()).nullable(),
    bed_fee_min_fen: Fen.nullable(),
    bed_fee_max_fen: Fen.nullable(),
    care_fee_min_fen: Fen.nullable(),
    care_fee_max_fen: Fen.nullable(),
    meal_fee_fen: Fen.nullable(),
    deposit_fen: Fen.nullable(),
    meal_fee_max_fen: Fen.nullable(),
    deposit_max_fen: Fen.nullable(),
    other_fees: z
      .array(z.object({ name: z.string(), min_fen: Fen, max_fen: Fen.nullable(), unit: z.string() }))
      .nullable(),
    stars_year: z.number().int().nullable(),
    opening_hours: z.string().nullable(),
    visiting_hours: z.string().nullable(),
    directions: z.string().nullable().openapi({ description: 'how to get there, in the words of the facility' }),
    introduction: z.string().nullable(),
    staff: z.object({
      carers: count.nullable(),
      certified_carers: count.nullable(),
      nurses: count.nullable(),
      doctors: count.nullable(),
      social_workers: count.nullable(),
      other_staff: count.nullable(),
    }),
    licences: z
      .array(z.object({ kind: z.string(), expires_on: Day.nullable() }))
      .openapi({ description: 'Seen by the bureau; expires_on is the last day, null: no end' }),
    photos: z.array(
      z.object({
        id: Id,
        caption: z.string(),
        width: count,
        height: count,
        url: z.string(),
        thumb_url: z.string(),
      }),
    ),
    filed_on: Day.nullable(),
    closed_on: Day.nullable(),
    demonstration: z.boolean(),
  })
  .openapi('Facility', { description: 'null means 未填报: not stated by the facility' });
const FacilityPage = z
  .object({
    facility: Facility,
    grade: PublicGrade.nullable().openapi({ description: 'what the bureau gave last, apart from stars and reviews' }),
    street: z.string().nullable(),
    community: z.string().nullable(),
    vacancy: z.object({
      as_on: Day,
      filed: count,
      closed: count,
      occupied: count,
      held: count,
      free: count,
      free_male: count,
      free_female: count,
      confirmed_at: At.nullable(),
    }),
    beds: z.array(
      z.object({
        kind: z.enum(bedKinds),
        level_min: z.number().int(),
        level_max: z.number().int(),
        dementia: z.boolean(),
        filed: count,
        free: count,
      }),
    ),
    lot_left: z.number().int(),
    for_person: z
      .object({
        beds: count,
        kinds: z.array(z.object({ kind: z.enum(bedKinds), beds: count })),
        reasons: z.array(Finding),
      })
      .nullable()
      .openapi({
        description: 'beds free for whom the page is read for, of which kinds, and why none; null when nobody is said',
      }),
    expected: z
      .array(
        z.object({
          kind: z.enum(bedKinds),
          from: Day,
          to: Day,
          span: z.enum(['week', 'ten_days']),
          beds: count,
        }),
      )
      .openapi({ description: 'beds that become free, by week or ten days; `to` is the first day after' }),
    closing: z.object({ announced_on: Day, closes_on: Day }).nullable(),
    inspections: z
      .object({
        since: Day,
        visits: count.openapi({ description: 'days on which somebody came to look, since then' }),
        findings: z.array(
          z.discriminatedUnion('state', [
            z.object({ state: z.literal('put_right'), code: z.enum(publicCodes), found: z.string(), on: Day }),
            z.object({ state: z.literal('overdue'), code: z.enum(publicCodes), found: z.string(), due: Day }),
          ]),
        ),
      })
      .openapi({ description: 'about the facility itself: what was put right, and what is overdue; found: YYYY-MM' }),
  })
  .openapi('FacilityPage');
const WhomQuery = z.object({
  level: z.coerce.number().int().min(0).max(4).optional(),
  sex: z.enum(['male', 'female']).optional(),
  dementia: Flag.optional(),
  weekdays: z
    .string()
    .regex(/^[1-7](,[1-7])*$/, 'weekdays 1–7, comma-separated')
    .optional(),
  from: Day.optional().openapi({
    description: 'first day: a bed counts from the end of the week or ten days in which it is said to become free',
  }),
});
export const insightRoutes = router()
  .openapi(
    door('facilities.search', {
      method: 'get',
      path: '/facilities/clusters',
      tags: ['facilities'],
      summary: 'What a map shows: single facilities and clusters with their free beds, by the filters of the list',
      request: { query: ClusterQuery },
      responses: { 200: json(z.object({ items: z.array(ClusterItem) }), 'Inside the box') },
    }),
    async (c) => {
      const { bbox, zoom, ...q } = c.req.valid('query');
      const box = bbox as [number, number, number, number];
      return c.json({ items: await clustersIn(contextOf(c), box, zoom, filtersOf(q)) }, 200);
    },
  )
  .openapi(
    door('facilities.search', {
      method: 'get',
      path: '/facilities/names',
      tags: ['facilities'],
      summary:
        'Every facility of the district by its name and how it is spelt, so that a search line answers by itself',
      responses: {
        200: json(
          z.object({
            facilities: z.array(
              z.object({
                id: Id,
                kind: z.enum(kinds),
                name: z.string(),
                pinyin: z.string(),
                initials: z.string(),
                street_code: z.string(),
              }),
            ),
          }),
          'By name, at most 2,000; those that have closed are left out',
        ),
      },
    }),
    async (c) => {
      const facilities = await facilityNames(contextOf(c));
      c.header('cache-control', 'public, max-age=300');
      return c.json({ facilities }, 200);
    },
  )
  .openapi(
    door('facilities.read', {
      method: 'get',
      path: '/facilities/{id}',
      tags: ['facilities'],
      summary: 'One facility with its vacancy and the age of the figures',
      request: { params: idParam, query: WhomQuery },
      responses: { 200: json(FacilityPage, 'The facility') },
    }),
    async (c) => {
      const { weekdays, ...whom } = c.req.valid('query');
      const asked = { ...whom, weekdays: weekdays?.split(',').map(Number) };
      const { for_person, ...page } = await facilityPage(contextOf(c), c.req.valid('param').id, asked);
      const told = for_person && { ...for_person, reasons: for_person.reasons.map(finding) };
      return c.json({ ...page, for_person: told }, 200);
    },
  )
  .openapi(
    door('facilities.capacity', {
      method: 'get',
      path: '/capacity',
      tags: ['insight'],
      summary: 'Facilities by kind; beds filed, usable, occupied, held, free; seniors; beds per 1,000: each computed',
      responses: { 200: json(Capacity, 'The headline') },
    }),
    async (c) => c.json(await readCapacity(contextOf(c)), 200),
  )
  .openapi(
    door('facilities.capacity', {
      method: 'get',
      path: '/capacity/history',
      tags: ['insight'],
      summary:
        'Beds over time: by month for two years, by day for 90 days; worked out from beds and claims, never stored',
      request: { query: z.object({ by: z.enum(['month', 'day']).default('month') }) },
      responses: { 200: json(History, 'Oldest first') },
    }),
    async (c) => c.json(await readHistory(contextOf(c), c.req.valid('query').by), 200),
  )
  .openapi(
    door('rounds.fairness', {
      method: 'get',
      path: '/allocation/fairness',
      tags: ['rounds'],
      summary: 'How evenly places are given: waiting, distance, wishes, and everything that went past the order',
      responses: { 200: json(Fairness, 'The last twelve months, and who waits now') },
    }),
    async (c) => c.json(await readFairness(contextOf(c)), 200),
  );
