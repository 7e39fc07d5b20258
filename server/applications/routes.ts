import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Given, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import {
  type ApplicationRow,
  closeApplication,
  joinApplication,
  saveDraft,
  submitApplication,
  withdrawApplication,
} from './actions.ts';
import { listApplications, readApplication } from './queries.ts';
import { statuses, stayLengths, weekdaysIn } from './rules.ts';

const Application = z
  .object({
    id: Id,
    receipt_no: z.string().nullable().openapi({ description: 'null for a draft' }),
    applicant_id: Id,
    service: z.enum(bedKinds),
    status: z.enum(statuses),
    channel: z.enum(['online', 'desk', 'paper']),
    choices: z.array(Id),
    accept_any: z.boolean(),
    radius_km: z.number().int(),
    stay_length: z.enum(stayLengths).nullable(),
    needs: z.array(z.string()),
    note: z.string().nullable(),
    joint_with: Id.nullable(),
    transfer: z.boolean(),
    submitted_at: At,
    by_other: z.boolean(),
    weekdays: z.array(z.number().int()),
    accepted_at: At.nullable(),
    decided_at: At.nullable(),
    turn: z.number().int(),
    queued_at: At.nullable(),
    ended_at: At.nullable(),
    end_reason: z.string().nullable(),
    version: z.number().int(),
  })
  .openapi('Application');
const Event = z.object({
  at: At,
  event: z.string(),
  before: z.string().nullable(),
  after: z.string(),
  reason: z.string().nullable(),
});
const Wishes = z.strictObject({
  applicant_id: Id,
  service: z.enum(bedKinds),
  choices: z.array(Id).max(20).default([]),
  accept_any: z.boolean(),
  radius_km: z.number().int().min(1).max(100).default(10),
  weekdays: z.array(z.number().int().min(1).max(7)).max(7).default([]),
  stay_length: z.enum(stayLengths).nullable().default(null).openapi({
    description:
      'of a whole-day place: for good, or for 30 days at most. A wish told to the bureau and the home; it changes neither the place in the queue nor what is offered',
  }),
  needs: z.array(Text(40)).max(10).default([]),
  note: Text(1000).nullable().default(null),
  joint_with: Id.nullable().default(null).openapi({
    description: "the spouse's application, to be given one room; counts once both name each other",
  }),
  transfer: z.boolean().default(false).openapi({ description: 'asks to leave the present bed for another' }),
  draft: Id.nullable().default(null).openapi({
    description: 'the draft it goes on with, when the service has been changed since; else the one of the service',
  }),
  seen: z.number().int().nullable().optional().openapi({
    description:
      'the version of the draft read last, null when none is known: one written to since is refused with draft_newer; left out, what is sent last holds',
  }),
});
const Moved = z.object({ status: z.enum(statuses) });

const show = (a: ApplicationRow): z.infer<typeof Application> => ({
  id: a.id,
  receipt_no: a.receiptNo.startsWith('D') ? null : a.receiptNo,
  applicant_id: a.applicantId,
  service: a.service,
  status: a.status,
  channel: a.channel,
  choices: a.choices,
  accept_any: a.acceptAny,
  radius_km: a.radiusKm,
  stay_length: a.stayLength,
  needs: a.needs,
  note: a.note,
  joint_with: a.jointWith,
  transfer: a.transfer,
  submitted_at: a.submittedAt.toISOString(),
  by_other: a.byOther,
  weekdays: a.service === 'day' ? [...weekdaysIn(a.weekdays)] : [],
  accepted_at: a.acceptedAt?.toISOString() ?? null,
  decided_at: a.decidedAt?.toISOString() ?? null,
  turn: a.turn,
  queued_at: a.queuedAt?.toISOString() ?? null,
  ended_at: a.endedAt?.toISOString() ?? null,
  end_reason: a.endReason,
  version: a.version,
});

export const applicationRoutes = router()
  .openapi(
    door('applications.submit', {
      method: 'post',
      path: '/applications',
      tags: ['applications'],
      summary: 'Apply for a place',
      request: {
        body: body(
          Wishes.extend({
            channel: z.enum(['desk', 'paper']).optional(),
            consents: Given.nullable().default(null).openapi({
              description:
                'what was agreed to with it, each purpose by itself; online none is taken without those needed',
            }),
          }),
        ),
      },
      responses: { 201: json(z.object({ application_id: Id, receipt_no: z.string() }), 'Accepted for review') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await submitApplication(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('applications.list', {
      method: 'get',
      path: '/applications',
      tags: ['applications'],
      summary: 'Applications you may see, newest first',
      request: {
        query: z.object({
          status: z.enum(statuses).optional(),
          applicant: Id.optional(),
          limit: z.coerce.number().int().min(1).max(500).default(100),
        }),
      },
      responses: {
        200: json(z.object({ applications: z.array(Application.extend({ name: z.string() })) }), 'Newest first'),
      },
    }),
    async (c) => {
      const rows = await listApplications(contextOf(c), c.req.valid('query'));
      return c.json({ applications: rows.map((r) => ({ ...show(r.application), name: r.name })) }, 200);
    },
  )
  .openapi(
    door('applications.read', {
      method: 'get',
      path: '/applications/{id}',
      tags: ['applications'],
      summary: 'One case with everything that happened to it',
      request: { params: idParam },
      responses: {
        200: json(z.object({ application: Application, name: z.string(), events: z.array(Event) }), 'The case'),
      },
    }),
    async (c) => {
      const r = await readApplication(contextOf(c), c.req.valid('param').id);
      const events = r.events.map((e) => ({
        at: e.at.toISOString(),
        event: e.event,
        before: e.before,
        after: e.after,
        reason: e.reason,
      }));
      return c.json({ application: show(r.application), name: r.applicant.name, events }, 200);
    },
  )
  .openapi(
    door('applications.draft', {
      method: 'put',
      path: '/applications/drafts',
      tags: ['applications'],
      summary: 'Keep an unfinished application; one for a person and service',
      request: { body: body(Wishes) },
      responses: { 200: json(z.object({ application_id: Id, saved_at: At, version: z.number().int() }), 'Kept') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await saveDraft(contextOf(c, input), input), 200);
    },
  )
  .openapi(
    door('applications.close', {
      method: 'post',
      path: '/applications/{id}/close',
      tags: ['applications'],
      summary: 'End a case that cannot go on, with the reason the family reads',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(Moved, 'Closed; may be appealed against') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await closeApplication(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  )
  .openapi(
    door('applications.join', {
      method: 'post',
      path: '/applications/{id}/join',
      tags: ['applications'],
      summary: "Ask for one room with the spouse's application, or (null) no longer",
      request: { params: idParam, body: body(z.strictObject({ joint_with: Id.nullable() })) },
      responses: {
        200: json(z.object({ joint_with: Id.nullable(), both: z.boolean() }), 'Named; both says whether it is mutual'),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await joinApplication(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('applications.withdraw', {
      method: 'post',
      path: '/applications/{id}/withdraw',
      tags: ['applications'],
      summary: 'Take the application back',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(Moved, 'Withdrawn') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await withdrawApplication(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  );
