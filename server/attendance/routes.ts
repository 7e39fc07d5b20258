import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam, PersonName, Reason, Text } from '../platform/shapes.ts';
import { correctVisit, markAttendance, recordVisit } from './actions.ts';
import { readSheet, readVisits } from './queries.ts';
import { careServices, marks, VISIT_MINUTES } from './rules.ts';

const tags = ['care'];
const count = z.number().int().nonnegative();
const Mark = z.enum(marks);
const Note = Text(200)
  .transform((s) => s.trim() || null)
  .nullable()
  .default(null);
const facility = z.object({ id: Id, name: z.string() });

const Sheet = z
  .object({
    facility,
    on: Day,
    today: Day,
    people: z.array(
      z.object({
        placement_id: Id,
        applicant_id: Id,
        name: z.string(),
        room_no: z.string(),
        bed_no: z.string(),
        here: z.boolean(),
        due: z.boolean(),
        away: z.boolean(),
        mark: Mark.nullable(),
        note: z.string().nullable(),
        marked_at: At.nullable(),
        marked_by: z.string().nullable(),
        attended: count,
        week: z.array(z.object({ on: Day, due: z.boolean(), away: z.boolean(), mark: Mark.nullable() })),
      }),
    ),
    places: z.array(z.object({ on: Day, filed: count, free: count, held: count, occupied: count, closed: count })),
  })
  .openapi('AttendanceSheet', {
    description:
      'here: placed on that day. due: the weekdays of the place bring the person. away: a leave is recorded. attended: days of the month present',
  });

const Visit = z
  .strictObject({
    visited_at: z.iso.datetime({ offset: true }),
    minutes: z.number().int().min(VISIT_MINUTES.least).max(VISIT_MINUTES.most),
    services: z.array(z.enum(careServices)).min(1).max(careServices.length),
    carer: PersonName,
    note: Note,
  })
  .openapi('NewCareVisit');
const Visits = z
  .object({
    facility,
    month: z.string(),
    people: z.array(
      z.object({
        placement_id: Id,
        applicant_id: Id,
        name: z.string(),
        bed_no: z.string(),
        admitted_on: Day,
        discharged_on: Day.nullable(),
        visits: count,
        minutes: count,
      }),
    ),
    visits: z.array(
      z.object({
        id: Id,
        placement_id: Id,
        visited_at: At.nullable(),
        minutes: count.nullable(),
        services: z.array(z.enum(careServices)),
        carer: z.string().nullable(),
        note: z.string().nullable(),
        corrects: Id.nullable(),
        counts: z.boolean(),
        made_at: At,
        made_by: z.string().nullable(),
      }),
    ),
  })
  .openapi('CareVisits', {
    description:
      'counts: in the totals of this month. A record without a time says that the visit it corrects did not happen',
  });

export const attendanceRoutes = router()
  .openapi(
    door('attendance.read', {
      method: 'get',
      path: '/facilities/{id}/attendance',
      tags,
      summary: 'Day care: the sheet of a day, who comes which day of its week, and the places of each day',
      request: { params: idParam, query: z.object({ on: Day.optional() }) },
      responses: { 200: json(Sheet, 'By name; today without `on`') },
    }),
    async (c) => c.json(await readSheet(contextOf(c), c.req.valid('param').id, c.req.valid('query').on), 200),
  )
  .openapi(
    door('attendance.mark', {
      method: 'post',
      path: '/facilities/{id}/attendance',
      tags,
      summary: 'Write who came; a later mark for the same person and day corrects the earlier',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            on: Day,
            marks: z
              .array(z.strictObject({ placement_id: Id, mark: Mark, note: Note }))
              .min(1)
              .max(300),
            only_unmarked: z.boolean().default(false),
          }),
        ),
      },
      responses: { 200: json(z.object({ marked: count }), 'Written; with only_unmarked those that had no mark yet') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await markAttendance(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('attendance.visits', {
      method: 'get',
      path: '/facilities/{id}/visits',
      tags,
      summary: 'Home beds: visits of a month, with what was corrected, and totals by person',
      request: {
        params: idParam,
        query: z.object({
          month: z
            .string()
            .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'not a month YYYY-MM')
            .optional(),
        }),
      },
      responses: { 200: json(Visits, 'Latest record first; this month without `month`') },
    }),
    async (c) => c.json(await readVisits(contextOf(c), c.req.valid('param').id, c.req.valid('query').month), 200),
  )
  .openapi(
    door('attendance.visit', {
      method: 'post',
      path: '/facilities/{id}/visits',
      tags,
      summary: 'Record a visit to somebody with a home bed',
      request: { params: idParam, body: body(Visit.extend({ placement_id: Id })) },
      responses: { 201: json(z.object({ visit_id: Id }), 'Recorded') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await recordVisit(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('attendance.correct_visit', {
      method: 'post',
      path: '/care-visits/{id}/correct',
      tags,
      summary: 'Put another record in the place of this one; `visit: null` says that it did not happen, and why',
      request: {
        params: idParam,
        body: body(z.union([z.strictObject({ visit: Visit }), z.strictObject({ visit: z.null(), note: Reason })])),
      },
      responses: { 201: json(z.object({ visit_id: Id }), 'The record that counts now') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await correctVisit(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  );
