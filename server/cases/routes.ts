import { z } from '@hono/zod-openapi';
import { departments } from '../kernel/departments.ts';
import { Refusal } from '../kernel/errors.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Id, idParam, Text } from '../platform/shapes.ts';
import { assignCases, recordDeath } from './actions.ts';
import { countCases, listCases, listOfficers, readCase } from './queries.ts';
import { nextSteps, openStatuses, pauseReasons, readCursor, statuses, steps, waits, writeCursor } from './rules.ts';

const Colour = z.enum(['stopped', 'paused', 'green', 'amber', 'red']);
const Left = z.number().int().nullable().openapi({
  description: 'Days that count until it is due: 0 on the last, negative once over, null while it stands still',
});
const Next = z.object({
  step: z.enum(nextSteps),
  waits: z.enum(waits),
});
const CaseRow = z
  .object({
    id: Id,
    receipt_no: z.string(),
    name: z.string(),
    service: z.enum(bedKinds),
    status: z.enum(openStatuses),
    channel: z.enum(['online', 'desk', 'paper']),
    street_code: z.string(),
    submitted_at: At,
    version: z.number().int(),
    assigned_to: Id.nullable(),
    assignee: z.string().nullable(),
    step: z.enum(steps),
    started_on: Day,
    amber_on: Day.nullable(),
    due_on: Day.nullable().openapi({ description: 'Null while the clock stands still' }),
    colour: Colour,
    unit: z.enum(['working', 'calendar']),
    left: Left,
    paused: z.enum(pauseReasons).nullable().openapi({ description: 'Why the clock stands still' }),
    next: Next,
    outstanding: z.number().int().openapi({ description: 'Opinions still waited for' }),
    waiting_for: z.array(z.enum(departments)).openapi({ description: 'The departments they are waited for from' }),
    late: z.array(z.enum(departments)).openapi({ description: 'Those of them whose own time has run out' }),
  })
  .openapi('CaseRow');
const Present = z.array(z.object({ name: z.string(), office: z.string() })).openapi({ description: 'For staff only' });
const Case = z
  .object({
    id: Id,
    receipt_no: z.string().nullable(),
    applicant_id: Id,
    name: z.string(),
    status: z.enum(statuses),
    service: z.enum(bedKinds),
    turn: z.number().int(),
    version: z.number().int(),
    accepted_at: At.nullable(),
    accepted_by_me: z.boolean(),
    decided_by_me: z.boolean(),
    assignee: z.string().nullable(),
    assigned_to: Id.nullable(),
    next: Next,
    events: z.array(
      z.object({
        at: At,
        event: z.string(),
        before: z.string().nullable(),
        after: z.string(),
        reason: z.string().nullable(),
        by: z.string().nullable().openapi({ description: 'Staff only; null for the family and for the clock' }),
      }),
    ),
    clocks: z.array(
      z.object({
        id: Id,
        step: z.enum(steps),
        department: z.enum(departments).nullable(),
        started_on: Day,
        days: z.number().int(),
        unit: z.enum(['working', 'calendar']),
        used: z.number().int(),
        left: Left,
        due_on: Day.nullable(),
        stopped_at: At.nullable(),
        colour: Colour,
        pauses: z.array(z.object({ reason: z.string(), since: Day, until: Day.nullable() })),
      }),
    ),
    opinions: z.array(
      z.object({
        id: Id,
        turn: z.number().int(),
        department: z.enum(departments),
        asked_at: At,
        outcome: z.string().nullable(),
        reason: z.string().nullable(),
        note: z.string().nullable(),
        given_at: At.nullable(),
      }),
    ),
    visits: z.array(
      z.object({
        id: Id,
        kind: z.enum(['home_visit', 'democratic_review', 'inspection']),
        held_at: At,
        place: z.string(),
        present: Present,
        finding: z.string(),
        notes: z.string().nullable(),
        photos: z.array(Id),
      }),
    ),
    notices: z.array(
      z.object({ id: Id, published_at: At, withdrawn_at: At.nullable(), result: z.string().nullable() }),
    ),
    objections: z.array(
      z.object({
        id: Id,
        received_at: At,
        answered_at: At.nullable(),
        outcome: z.string().nullable(),
        answer: z.string().nullable(),
      }),
    ),
    appeals: z.array(
      z.object({
        filed_at: At,
        grounds: z.string(),
        outcome: z.string().nullable(),
        answer: z.string().nullable(),
        decided_at: At.nullable(),
      }),
    ),
    replies: z.number().int(),
  })
  .openapi('Case');

const iso = (at: Date | null) => at?.toISOString() ?? null;

export const caseRoutes = router()
  .openapi(
    door('cases.list', {
      method: 'get',
      path: '/cases',
      tags: ['casework'],
      summary: 'Open cases, soonest due first; those whose clock stands still come last',
      request: {
        query: z.object({
          status: z.enum(openStatuses).optional(),
          street: z
            .string()
            .regex(/^\d{9}$/, 'nine digits')
            .optional(),
          colour: z.enum(['amber', 'red']).optional(),
          assigned: z.enum(['me', 'nobody']).optional(),
          awaits: z
            .enum(['consent'])
            .optional()
            .openapi({ description: 'only cases that wait for somebody to agree to the public notice' }),
          cursor: z.string().max(60).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: {
        200: json(z.object({ cases: z.array(CaseRow), next: z.string().nullable() }), 'A page; `next` goes on'),
      },
    }),
    async (c) => {
      const { cursor, ...filter } = c.req.valid('query');
      const after = cursor === undefined ? undefined : readCursor(cursor);
      if (after === null) throw new Refusal('invalid', [{ code: 'cursor_unreadable', pointer: '/query/cursor' }]);
      const rows = await listCases(contextOf(c), { ...filter, after });
      const last = rows.length === filter.limit ? rows.at(-1) : undefined;
      const next = last ? writeCursor({ due: last.due_on ?? '', id: last.id }) : null;
      return c.json({ cases: rows as z.infer<typeof CaseRow>[], next }, 200);
    },
  )
  .openapi(
    door('cases.counts', {
      method: 'get',
      path: '/cases/counts',
      tags: ['casework'],
      summary:
        'Open cases by status, how many are amber or overdue, and how many wait for a consent to the notice; the officers they can be given to',
      responses: {
        200: json(
          z.object({
            counts: z.array(
              z.object({
                status: z.enum(openStatuses),
                open: z.number().int(),
                amber: z.number().int(),
                red: z.number().int(),
              }),
            ),
            awaiting_consent: z.number().int(),
            officers: z.array(z.object({ id: Id, name: z.string() })),
          }),
          'Numbers only',
        ),
      },
    }),
    async (c) => {
      const ctx = contextOf(c);
      const [counts, officers] = [await countCases(ctx), await listOfficers(ctx)];
      return c.json({ ...counts, officers: [...officers] }, 200);
    },
  )
  .openapi(
    door('cases.assign', {
      method: 'post',
      path: '/cases/assign',
      tags: ['casework'],
      summary: 'Give open cases to an officer, all or none',
      request: {
        body: body(z.strictObject({ applications: z.array(Id).min(1).max(200), officer: Id.nullable() })),
      },
      responses: { 200: json(z.object({ assigned: z.number().int() }), 'Given') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await assignCases(contextOf(c, input), input), 200);
    },
  )
  .openapi(
    door('cases.record_death', {
      method: 'post',
      path: '/applicants/{id}/death',
      tags: ['casework'],
      summary: 'Record that somebody who lies in no bed has died: what was waiting for the person ends',
      request: { params: idParam, body: body(z.strictObject({ died_on: Day, source: Text(200) })) },
      responses: { 200: json(z.object({ died_on: Day }), 'Recorded') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await recordDeath(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('cases.read', {
      method: 'get',
      path: '/cases/{id}',
      tags: ['casework'],
      summary: 'Everything that has happened in a case, what it waits for, and how its clocks stand',
      request: { params: idParam },
      responses: { 200: json(Case, 'The case') },
    }),
    async (c) => {
      const actor = c.get('actor');
      const r = await readCase(contextOf(c), c.req.valid('param').id);
      const a = r.application;
      // To the family the offices answer, not the people in them.
      const { staff } = r;
      return c.json(
        {
          id: a.id,
          receipt_no: a.status === 'draft' ? null : a.receiptNo,
          applicant_id: a.applicantId,
          name: r.applicant.name,
          status: a.status,
          service: a.service,
          turn: a.turn,
          version: a.version,
          accepted_at: iso(a.acceptedAt),
          accepted_by_me: a.acceptedBy !== null && a.acceptedBy === actor?.account,
          decided_by_me:
            actor !== null &&
            [a.decidedBy, r.events.findLast((e) => e.event.event === 'close')?.event.accountId].includes(actor.account),
          assignee: staff ? r.assignee : null,
          assigned_to: staff ? a.assignedTo : null,
          next: r.next,
          events: r.events.map(({ event: e, by }) => ({
            at: e.at.toISOString(),
            event: e.event,
            before: e.before,
            after: e.after,
            reason: e.reason,
            by: staff ? by : null,
          })),
          clocks: r.clocks.map(({ clock, pauses, used, left, colour }) => ({
            id: clock.id,
            step: clock.step,
            department: clock.department as (typeof departments)[number] | null,
            started_on: clock.startedOn,
            days: clock.days,
            unit: clock.unit,
            used,
            left,
            due_on: clock.dueOn,
            stopped_at: iso(clock.stoppedAt),
            colour,
            pauses: pauses.map((p) => ({ reason: p.reason, since: p.since, until: p.until })),
          })),
          opinions: r.opinions.map((o) => ({
            id: o.id,
            turn: o.turn,
            department: o.department as (typeof departments)[number],
            asked_at: o.askedAt.toISOString(),
            outcome: o.outcome,
            reason: o.reason,
            note: staff ? o.note : null,
            given_at: iso(o.givenAt),
          })),
          visits: r.visits.map((v) => ({
            id: v.id,
            kind: v.kind,
            held_at: v.heldAt.toISOString(),
            place: v.place,
            present: staff ? (v.present as z.infer<typeof Present>) : [],
            finding: v.finding,
            notes: staff ? v.notes : null,
            photos: staff ? v.photos : [],
          })),
          notices: r.notices.map((n) => ({
            id: n.id,
            published_at: n.publishedAt.toISOString(),
            withdrawn_at: iso(n.withdrawnAt),
            result: n.result,
          })),
          objections: r.objections.map((o) => ({
            id: o.id,
            received_at: o.receivedAt.toISOString(),
            answered_at: iso(o.answeredAt),
            outcome: o.outcome,
            answer: o.answer,
          })),
          appeals: r.appeals.map((p) => ({
            filed_at: p.filedAt.toISOString(),
            grounds: p.grounds,
            outcome: p.outcome,
            answer: p.answer,
            decided_at: iso(p.decidedAt),
          })),
          replies: r.replies.length,
        },
        200,
      );
    },
  );
