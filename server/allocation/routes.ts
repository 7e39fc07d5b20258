import { z } from '@hono/zod-openapi';
import { fromRange } from '../kernel/period.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Fen, Finding, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { acceptOffer, declineOffer, makeOffer, receiveOffer, refuseOffer, withdrawOffer } from './actions.ts';
import { listOffers, readOffer, readQueue } from './queries.ts';
import { declineReasons, overrideReasons, refuseReasons, stayLengths } from './rules.ts';

const Key = z
  .object({
    track: z.enum(['A', 'B', 'C', 'D']),
    level: z.number().int(),
    points: z.number().int(),
    queued_at: At,
    receipt_no: z.string(),
  })
  .openapi('QueueKey');
const QueueEntry = z
  .object({
    application_id: Id,
    applicant_id: Id,
    receipt_no: z.string(),
    name: z.string(),
    sex: z.enum(['male', 'female']),
    age: z.number().int(),
    service: z.enum(bedKinds),
    key: Key,
    place: z.number().int(),
    place_in_track: z.number().int(),
    choices: z.array(Id),
    accept_any: z.boolean(),
    live_offer: z.boolean(),
    emergency_until: Day.nullable(),
    assessed: z.boolean(),
    version: z.number().int(),
  })
  .openapi('QueueEntry');
const Offer = z
  .object({
    id: Id,
    application_id: Id,
    applicant_id: Id,
    name: z.string(),
    sex: z.enum(['male', 'female']),
    age: z.number().int(),
    level: z.number().int().nullable(),
    dementia: z.boolean().nullable(),
    facility_id: Id,
    facility: z.string(),
    bed_id: Id,
    room_no: z.string(),
    bed_no: z.string(),
    state: z.enum([
      'waiting',
      'accepted',
      'admitted',
      'family_declined',
      'facility_declined',
      'withdrawn',
      'lapsed',
      'died',
    ]),
    made_at: At,
    respond_by: Day,
    family_answer: z.enum(['accepted', 'declined']).nullable(),
    facility_answer: z.enum(['accepted', 'declined']).nullable(),
    check_in_by: Day.nullable(),
    due_soon: Day.nullable(),
    override_reason: z.string().nullable(),
    place: z.number().int().nullable().openapi({ description: 'at the time of the offer; not told to the home' }),
    equipment: z.array(z.string()),
    weekdays: z.array(z.number().int()).openapi({ description: 'of a day-care place' }),
    stay_length: z.enum(stayLengths).nullable().openapi({ description: 'how long a stay the family wishes for' }),
    fee_fen: Fen.nullable(),
    version: z.number().int(),
  })
  .openapi('Offer');
const count = z.number().int().nonnegative();
const Consequence = z
  .object({ exits: count, bar: Finding.nullable(), left: z.array(Id), any: z.boolean(), closes: z.boolean() })
  .nullable();
const OfferPage = z
  .object({
    offer: Offer,
    rule_version: z.string(),
    working_days_left: count
      .nullable()
      .openapi({ description: 'today and the last day counted with; null once it has ended' }),
    trial_days: count,
    check_in_working_days: count,
    limits: z.object({ exits: count, same_home: count, window_months: count }),
    if_declined: Consequence.openapi({
      description:
        'What declining for a reason that counts would come to: exits within the window, this one among them; which named homes are left',
    }),
    if_silent: Consequence,
    radius_km: z.number(),
    ended_at: At.nullable(),
    family_reason: z.string().nullable(),
    counted: z.boolean().openapi({ description: 'This offer was counted as given up' }),
    case_status: z.string(),
  })
  .openapi('OfferPage');
const OfferInput = z
  .strictObject({
    application_id: Id,
    bed_id: Id.optional(),
    facility_id: Id.optional(),
    override: z.strictObject({ reason: z.enum(overrideReasons), note: Text(500).nullable().default(null) }).optional(),
  })
  .openapi('OfferInput', {
    description:
      'Exactly one of bed_id and facility_id; with facility_id the closest fit that is free there is taken. override (leaders only) skips the order, never the requirements; whom it passes over is kept and disclosed',
  });
const OfferMade = z
  .object({
    offer_id: Id,
    bed: z.object({ id: Id, room_no: z.string(), bed_no: z.string() }),
    respond_by: Day,
    provisional: z.boolean(),
  })
  .openapi('OfferMade');

const answer = {
  200: json(z.object({ check_in_by: Day.nullable() }), 'Answered; check_in_by is set once both sides have accepted'),
};

export const allocationRoutes = router()
  .openapi(
    door('allocation.queue', {
      method: 'get',
      path: '/queue',
      tags: ['allocation'],
      summary: 'The queue in its one order, with each key and place',
      request: { query: z.object({ service: z.enum(bedKinds).optional() }) },
      responses: { 200: json(z.object({ rule_version: z.string(), entries: z.array(QueueEntry) }), 'In order') },
    }),
    async (c) => {
      const { queue, version } = await readQueue(contextOf(c), c.req.valid('query').service);
      const entries = queue.map((w) => ({
        application_id: w.application.id,
        applicant_id: w.application.applicantId,
        receipt_no: w.application.receiptNo,
        name: w.person.applicant.name,
        sex: w.person.applicant.sex,
        age: w.standing.age,
        service: w.application.service,
        key: w.key,
        place: w.place,
        place_in_track: w.placeInTrack,
        choices: w.application.choices,
        accept_any: w.application.acceptAny,
        live_offer: w.liveOffer,
        emergency_until: w.emergency ? fromRange(w.emergency.during).end : null,
        assessed: w.person.assessment !== null,
        version: w.application.version,
      }));
      return c.json({ rule_version: version, entries }, 200);
    },
  )
  .openapi(
    door('allocation.read', {
      method: 'get',
      path: '/offers',
      tags: ['allocation'],
      summary: 'Offers you may see: own, of your facility, of your district',
      request: {
        query: z.object({
          live: z.enum(['true', 'false']).optional(),
          applicant: Id.optional(),
          limit: z.coerce.number().int().min(1).max(500).default(100),
        }),
      },
      responses: { 200: json(z.object({ offers: z.array(Offer) }), 'Newest first') },
    }),
    async (c) => {
      const q = c.req.valid('query');
      const offers = await listOffers(contextOf(c), {
        live: q.live === undefined ? undefined : q.live === 'true',
        applicant: q.applicant,
        limit: q.limit,
      });
      return c.json({ offers }, 200);
    },
  )
  .openapi(
    door('allocation.quote', {
      method: 'get',
      path: '/offers/{id}',
      tags: ['allocation'],
      summary: 'One offer with its deadline and what follows by the rules from declining it or from silence',
      request: { params: idParam },
      responses: { 200: json(OfferPage, 'The offer, also one that has ended') },
    }),
    async (c) => c.json(await readOffer(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('allocation.offer', {
      method: 'post',
      path: '/offers',
      tags: ['allocation'],
      summary: 'Offer a bed to the person whose turn it is: a bed by name, or any at a facility that fits',
      request: { body: body(OfferInput) },
      responses: { 201: json(OfferMade, 'Offered; the bed is held') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await makeOffer(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('allocation.accept', {
      method: 'post',
      path: '/offers/{id}/accept',
      tags: ['allocation'],
      summary: 'The family accepts',
      request: { params: idParam },
      responses: answer,
    }),
    async (c) => c.json(await acceptOffer(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('allocation.receive', {
      method: 'post',
      path: '/offers/{id}/receive',
      tags: ['allocation'],
      summary: 'The institution accepts the referral',
      request: { params: idParam },
      responses: answer,
    }),
    async (c) => c.json(await receiveOffer(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('allocation.decline', {
      method: 'post',
      path: '/offers/{id}/decline',
      tags: ['allocation'],
      summary: 'The family declines, with a coded reason',
      request: {
        params: idParam,
        body: body(z.strictObject({ reason: z.enum(declineReasons), note: Text(500).nullable().default(null) })),
      },
      responses: {
        200: json(z.object({ counts: z.boolean() }), 'Declined; counts says whether it counts towards a bar'),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await declineOffer(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('allocation.refuse', {
      method: 'post',
      path: '/offers/{id}/refuse',
      tags: ['allocation'],
      summary: 'The institution cannot take the person',
      request: {
        params: idParam,
        body: body(z.strictObject({ reason: z.enum(refuseReasons), note: Text(500).nullable().default(null) })),
      },
      responses: { 200: json(z.object({ ended: z.literal(true) }), 'Ended; the person keeps the place') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await refuseOffer(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('allocation.withdraw', {
      method: 'post',
      path: '/offers/{id}/withdraw',
      tags: ['allocation'],
      summary: 'The bureau takes the offer back',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(z.object({ ended: z.literal(true) }), 'Ended; the person keeps the place') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await withdrawOffer(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  );
