import { z } from '@hono/zod-openapi';
import { partnerDepartments } from '../kernel/departments.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam, PersonName, Reason, RequestStep, Text } from '../platform/shapes.ts';
import { noteRequest, passRequest, raiseRequest, setRequestRules, solveRequest, unmaskRequest } from './actions.ts';
import { type Detail, gridsOf, listRequests, ownRequests, readKinds, readRequest } from './queries.ts';
import { clocked, colourOf, colours, events, levels, type Status, statuses, type Terms } from './rules.ts';

const tags = ['requests'];
const Both = z.object({ zh: z.string(), en: z.string() });
const Term = z.strictObject({ amount: z.number().int().max(2000), unit: z.enum(['hours', 'working_days']) });
const terms = z.strictObject(
  Object.fromEntries(clocked.map((name) => [name, Term])) as Record<keyof Terms, typeof Term>,
);
const KindShape = z.strictObject({
  code: z.string().regex(/^[a-z_]{2,30}$/),
  zh: Text(30).min(1),
  en: Text(60).min(1),
  level: z.enum(['grid', 'community', 'street']),
});
const Phone = z
  .string()
  .refine((s) => /^1\d{10}$/.test(s), { params: { reason: { code: 'phone_invalid' } } })
  .openapi({ type: 'string', example: '13800000000' });
const DivisionCode = z.string().regex(/^\d{9,15}$/);
const Colour = z.enum(colours).nullable();

const head = {
  id: Id,
  request_no: z.string(),
  kind: Both,
  community: z.string(),
  grid: z.string().nullable(),
  facility: z.string().nullable(),
  facility_id: Id.nullable(),
  level: z.enum(levels),
  department: z.enum(partnerDepartments).nullable(),
  status: z.enum(statuses),
  colour: Colour.openapi({ description: 'Null once it is answered or closed' }),
  due_at: At.nullable(),
  raised_at: At,
  closed_at: At.nullable(),
};
const Request = z
  .object({
    ...head,
    version: z.number().int(),
    text: z.string(),
    hidden: z.boolean().openapi({ description: 'Numbers in the text are hidden; unmask shows them' }),
    street: z.string(),
    raised_as: z.enum(['resident', 'grid_worker', 'desk']),
    name_masked: z.string().nullable(),
    phone_masked: z.string().nullable(),
    share_phone: z.boolean(),
    answer: z.string().nullable(),
    rating: z.object({ stars: z.number().int(), note: z.string().nullable(), at: At }).nullable(),
    own: z.boolean(),
    can: z.array(z.enum(events)).openapi({ description: 'Which steps this reader may take now' }),
    events: z.array(
      z.object({
        id: Id,
        at: At,
        kind: z.string(),
        from: z.enum(levels).nullable(),
        to: z.enum(levels).nullable(),
        note: z.string().nullable(),
        due_at: At.nullable(),
        who: z.string().nullable(),
        by_resident: z.boolean(),
      }),
    ),
  })
  .openapi('Request');

const iso = (at: Date | null) => at?.toISOString() ?? null;
type Department = (typeof partnerDepartments)[number];
const shown = (d: Detail, now: Date): z.infer<typeof Request> => ({
  id: d.row.id,
  request_no: d.row.requestNo,
  kind: d.kind,
  community: d.community,
  grid: d.grid,
  facility: d.facility,
  facility_id: d.row.facilityId,
  level: d.row.level,
  department: d.row.department as Department | null,
  status: d.row.status,
  colour: colourOf({ ...d.row, status: d.row.status as Status }, now),
  due_at: iso(d.row.dueAt),
  raised_at: d.row.raisedAt.toISOString(),
  closed_at: iso(d.row.closedAt),
  version: d.row.version,
  text: d.text,
  hidden: d.hidden,
  street: d.street,
  raised_as: d.row.raisedAs,
  name_masked: d.name,
  phone_masked: d.phone,
  share_phone: d.row.sharePhone,
  answer: d.row.answer,
  rating: d.rating && { ...d.rating, at: d.rating.at.toISOString() },
  own: d.own,
  can: d.can,
  events: d.events.map((e) => ({
    id: e.id,
    at: e.at.toISOString(),
    kind: e.kind,
    from: e.fromLevel as (typeof levels)[number] | null,
    to: e.toLevel as (typeof levels)[number] | null,
    note: e.note,
    due_at: iso(e.dueAt),
    who: e.who,
    by_resident: e.resident,
  })),
});
const note = body(z.strictObject({ note: Reason }).openapi('RequestNote'));
const moved = { 200: json(RequestStep, 'Where it lies now, and its new version') };

export const requestRoutes = router()
  .openapi(
    door('requests.kinds', {
      method: 'get',
      path: '/request-kinds',
      tags,
      summary: 'What may be asked for, and how long each level has to deal with it',
      responses: {
        200: json(
          z.object({
            kinds: z.array(KindShape),
            terms,
            from: z.string(),
            doc_no: z.string().nullable(),
            example: z.boolean(),
          }),
          'In force today',
        ),
      },
    }),
    async (c) => {
      const r = await readKinds(contextOf(c));
      const kinds = r.kinds as z.infer<typeof KindShape>[];
      return c.json(
        { kinds, terms: r.terms, from: r.effective.slice(1, 11), doc_no: r.docNo, example: r.example },
        200,
      );
    },
  )
  .openapi(
    door('requests.kinds', {
      method: 'get',
      path: '/request-grids',
      tags,
      summary: 'The grids of a community, for whoever knows theirs',
      request: { query: z.object({ community: DivisionCode }) },
      responses: {
        200: json(z.object({ grids: z.array(z.object({ code: z.string(), name: z.string() })) }), 'By code'),
      },
    }),
    async (c) => c.json({ grids: await gridsOf(contextOf(c), c.req.valid('query').community) }, 200),
  )
  .openapi(
    door('requests.set_rules', {
      method: 'post',
      path: '/request-rules',
      tags,
      summary: 'Kinds and terms from a day on; those in force until then end the day before',
      request: {
        body: body(
          z
            .strictObject({
              from: Day,
              terms,
              kinds: z.array(KindShape).max(60),
              doc_no: Text(80).nullable(),
              example: z.boolean(),
            })
            .openapi('RequestRules'),
        ),
      },
      responses: { 201: json(z.object({ rules_id: Id }), 'Requests already taken down keep the rules of their day') },
    }),
    async (c) => {
      const { doc_no, ...rules } = c.req.valid('json');
      return c.json(await setRequestRules(contextOf(c, rules), { ...rules, docNo: doc_no }), 201);
    },
  )
  .openapi(
    door('requests.raise', {
      method: 'post',
      path: '/requests',
      tags,
      summary: 'Ask for something: for oneself, for whom one helps, or as taken down by a grid worker or a counter',
      request: {
        body: body(
          z
            .strictObject({
              kind: z.string().max(30),
              text: Text(2000),
              applicant_id: Id.nullable().default(null),
              facility_id: Id.nullable().default(null),
              community: DivisionCode.nullable().default(null),
              grid: DivisionCode.nullable().default(null),
              lng: z.number().min(73).max(136).nullable().default(null),
              lat: z.number().min(3).max(54).nullable().default(null),
              name: PersonName.nullable().default(null),
              phone: Phone.nullable().default(null),
              share_phone: z.boolean().default(false),
            })
            .openapi('NewRequest'),
        ),
      },
      responses: { 201: json(z.object({ request_id: Id, request_no: z.string() }), 'Taken down under this number') },
    }),
    async (c) => {
      const { applicant_id, facility_id, share_phone, ...rest } = c.req.valid('json');
      const input = { ...rest, applicant: applicant_id, facility: facility_id, sharePhone: share_phone };
      return c.json(await raiseRequest(contextOf(c, input), c.get('services').vault, input), 201);
    },
  )
  .openapi(
    door('requests.mine', {
      method: 'get',
      path: '/requests/mine',
      tags,
      summary: 'What I have asked for, the newest first',
      responses: { 200: json(z.object({ requests: z.array(Request) }), 'With every step') },
    }),
    async (c) => {
      const { vault, clock } = c.get('services');
      const list = await ownRequests(contextOf(c), vault);
      return c.json({ requests: list.map((d) => shown(d, clock())) }, 200);
    },
  )
  .openapi(
    door('requests.list', {
      method: 'get',
      path: '/requests',
      tags,
      summary: 'The work list, what is late first, and how many in each grid',
      request: {
        query: z.object({
          state: z.enum(['open', 'answered', 'closed', 'all']).default('open'),
          street: DivisionCode.optional(),
          community: DivisionCode.optional(),
          grid: DivisionCode.optional(),
          level: z.enum(levels).optional(),
          kind: z.string().max(30).optional(),
          facility: Id.optional(),
          colour: z.enum(colours).optional(),
          q: Text(40).optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
      },
      responses: {
        200: json(
          z.object({
            requests: z.array(z.object({ ...head, street_code: z.string(), place_code: z.string() })),
            total: z.number().int(),
            late: z.number().int(),
            places: z.array(
              z.object({
                code: z.string(),
                name: z.string(),
                lng: z.number().nullable(),
                lat: z.number().nullable(),
                vague: z
                  .boolean()
                  .openapi({ description: 'Placed at its community, or known no nearer than to the street' }),
                n: z.number().int(),
                late: z.number().int(),
              }),
            ),
          }),
          'Of the own street, what the own department was asked, or the district; without names and texts',
        ),
      },
    }),
    async (c) => {
      const { now, rows, total, spots } = await listRequests(contextOf(c), c.req.valid('query'));
      return c.json(
        {
          requests: rows.map((r) => ({
            id: r.id,
            request_no: r.requestNo,
            kind: r.kindWord,
            community: r.community,
            grid: r.grid,
            facility: r.facility,
            facility_id: r.facilityId,
            level: r.level,
            department: r.department as Department | null,
            status: r.status,
            colour: colourOf({ ...r, status: r.status as Status }, now),
            due_at: iso(r.dueAt),
            raised_at: r.raisedAt.toISOString(),
            closed_at: iso(r.closedAt),
            street_code: r.streetCode,
            place_code: r.gridCode ?? r.communityCode,
          })),
          total,
          late: spots.reduce((sum, s) => sum + s.late, 0),
          places: spots,
        },
        200,
      );
    },
  )
  .openapi(
    door('requests.read', {
      method: 'get',
      path: '/requests/{id}',
      tags,
      summary: 'One request with every step; name and phone masked, numbers in the text hidden',
      request: { params: idParam },
      responses: { 200: json(Request, 'As it stands, with what this reader may do') },
    }),
    async (c) => {
      const { vault, clock } = c.get('services');
      const detail = await readRequest(contextOf(c), vault, c.req.valid('param').id);
      c.header('etag', `"${detail.row.version}"`);
      return c.json(shown(detail, clock()), 200);
    },
  )
  .openapi(
    door('requests.unmask', {
      method: 'post',
      path: '/requests/{id}/unmask',
      tags,
      summary: 'Name, phone and text in full, for a stated reason that stays in the audit log',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: {
        200: json(
          z.object({ name: z.string().nullable(), phone: z.string().nullable(), text: z.string() }),
          'Not to be kept',
        ),
      },
    }),
    async (c) => {
      const { reason } = c.req.valid('json');
      c.header('cache-control', 'no-store');
      return c.json(
        await unmaskRequest(contextOf(c, { reason }), c.get('services').vault, c.req.valid('param').id, reason),
        200,
      );
    },
  )
  .openapi(
    door('requests.note', {
      method: 'post',
      path: '/requests/{id}/note',
      tags,
      summary: 'Note what was found or done',
      request: { params: idParam, body: note },
      responses: moved,
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await noteRequest(contextOf(c, input), c.req.valid('param').id, input.note), 200);
    },
  )
  .openapi(
    door('requests.pass', {
      method: 'post',
      path: '/requests/{id}/pass',
      tags,
      summary: 'Hand it up a level or back one; from the street to the department named',
      request: {
        params: idParam,
        body: body(
          z
            .strictObject({
              to: z.enum(['up', 'back']),
              note: Reason,
              department: z.enum(partnerDepartments).nullable().default(null),
            })
            .openapi('RequestPass'),
        ),
      },
      responses: moved,
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await passRequest(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('requests.solve', {
      method: 'post',
      path: '/requests/{id}/solve',
      tags,
      summary: 'Answer it; the resident accepts, or sends it back within the days of the rules',
      request: { params: idParam, body: body(z.strictObject({ answer: Reason }).openapi('RequestAnswer')) },
      responses: moved,
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await solveRequest(contextOf(c, input), c.req.valid('param').id, input.answer), 200);
    },
  );
