import { z } from '@hono/zod-openapi';
import type { Reason as Why } from '../kernel/errors.ts';
import { say } from '../kernel/messages.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, ContractTerms, Day, Fen, Finding, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { announceContract, discardDraft, draftContract, editDraft, signContract } from './actions.ts';
import { listAnnouncements, listContracts, readAnnouncement, readContract } from './queries.ts';
import { isContractNo, states, units } from './rules.ts';

const tags = ['contracts'];
const n = z.number().int();
const Summary = z
  .object({
    id: Id,
    version: n,
    contract_no: z.string(),
    title: z.string(),
    provider: z.string(),
    provider_id: Id.nullable(),
    state: z.enum(states),
    start: Day,
    end: Day,
    signed_on: Day.nullable(),
    announced_on: Day.nullable(),
    announced_place: z.string().nullable(),
    announce_by: Day.nullable(),
    announce_colour: z.enum(['stopped', 'paused', 'green', 'amber', 'red']).nullable(),
    ended_on: Day.nullable(),
    end_reason: z.string().nullable(),
    facilities: n,
    bought: n,
    used: n,
    amount_fen: Fen.nullable(),
    accepted_fen: Fen,
    paid_fen: Fen,
    holdback_percent: n.nullable(),
    demonstration: z.boolean(),
  })
  .openapi('Contract', {
    description: 'end: the first day after the term. announce_by: two working days after signing, while not announced.',
  });
const LotOf = z
  .object({
    id: Id,
    facility_id: Id,
    facility: z.string().nullable(),
    service_class: z.enum(bedKinds),
    catalogue_code: z.string().nullable(),
    unit: z.enum(units),
    bought: n,
    quantity: n,
    start: Day,
    end: Day,
    amount_fen: Fen,
    committed: n,
    in_use: n,
    accepted_fen: Fen,
    prices: z.array(z.object({ from: Day, unit_price_fen: Fen })),
  })
  .openapi('ContractLot');
/** Text as it was stored: with the id every lot has. */
const Terms = ContractTerms.openapi('ContractTermsStored');
const Whole = Summary.extend({
  held_fen: Fen.openapi({ description: 'accepted, and held back until the grade is known' }),
  forfeited_fen: Fen.openapi({ description: 'accepted, and not paid because of the grade' }),
  terms: Terms.nullable(),
  lots: z.array(LotOf),
  budgets: z.array(
    z.object({
      line_id: Id,
      year: n.nullable(),
      code: z.string().nullable(),
      name: z.string().nullable(),
      amount_fen: Fen,
      payable_fen: Fen,
      left_fen: Fen.nullable(),
    }),
  ),
  versions: z.array(
    z.object({
      no: n,
      terms: Terms,
      signed_on: Day,
      effective_on: Day,
      reason: z.string().nullable(),
      doc_no: z.string().nullable(),
      made_by: z.string().nullable(),
      made_at: At,
    }),
  ),
  missing: z.array(Finding.extend({ pointer: z.string().optional() })),
}).openapi('ContractWhole', { description: 'missing: everything that keeps a draft from being signed today' });
const said = (r: Why) => ({
  code: r.code,
  message_zh: say('zh', r.code, r.values),
  message_en: say('en', r.code, r.values),
  ...(r.values ? { values: r.values } : {}),
  ...(r.pointer ? { pointer: r.pointer } : {}),
});

const Announced = Summary.omit({
  provider_id: true,
  version: true,
  announce_by: true,
  announce_colour: true,
  used: true,
  // What has been accepted of a few people's contract is hidden where the use of funds is public; it is not told here.
  accepted_fen: true,
  paid_fen: true,
})
  .extend({})
  .openapi('Announcement');
const AnnouncedWhole = Announced.extend({
  elements: Terms.shape.elements.nullable(),
  lots: z.array(LotOf.omit({ committed: true, in_use: true, accepted_fen: true })),
  amendments: z.array(z.object({ no: n, signed_on: Day, effective_on: Day, reason: z.string().nullable() })),
}).openapi('AnnouncementWhole', { description: 'elements null: 未填报' });

const Draft = z
  .strictObject({
    contract_no: Text(40)
      .transform((s) => s.trim())
      .refine(isContractNo, '3–40 characters, no ID or phone number')
      .openapi({ type: 'string' }),
    provider_id: Id.nullable(),
    terms: ContractTerms,
  })
  .openapi('ContractDraft');
const Changed = json(z.object({ version: n }), 'Done');

export const procurementRoutes = router()
  .openapi(
    door('procurement.announcements', {
      method: 'get',
      path: '/contracts/announcements',
      tags,
      summary: 'Contracts as announced to everybody, the latest first',
      responses: { 200: json(z.object({ contracts: z.array(Announced) }), 'No personal data, no account') },
    }),
    async (c) => c.json({ contracts: (await listAnnouncements(contextOf(c))).map((a) => Announced.parse(a)) }, 200),
  )
  .openapi(
    door('procurement.announcements', {
      method: 'get',
      path: '/contracts/announcements/{id}',
      tags,
      summary: 'One announced contract with its eight elements, lots and amendments',
      request: { params: idParam },
      responses: { 200: json(AnnouncedWhole, 'As announced') },
    }),
    async (c) => c.json(AnnouncedWhole.parse(await readAnnouncement(contextOf(c), c.req.valid('param').id)), 200),
  )
  .openapi(
    door('procurement.list', {
      method: 'get',
      path: '/contracts',
      tags,
      summary: 'Every contract with where it stands and what has become of its money',
      responses: { 200: json(z.object({ contracts: z.array(Summary) }), 'Latest term first') },
    }),
    async (c) => c.json({ contracts: await listContracts(contextOf(c)) }, 200),
  )
  .openapi(
    door('procurement.draft', {
      method: 'post',
      path: '/contracts',
      tags,
      summary: 'Begin a contract; a draft may lack anything',
      request: { body: body(Draft) },
      responses: { 201: json(z.object({ contract_id: Id }), 'Drafted') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await draftContract(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('procurement.read', {
      method: 'get',
      path: '/contracts/{id}',
      tags,
      summary: 'A contract with its text, lots, budget, versions, and what a draft still lacks',
      request: { params: idParam },
      responses: { 200: json(Whole, 'The contract') },
    }),
    async (c) => {
      const { missing, ...rest } = await readContract(contextOf(c), c.req.valid('param').id);
      return c.json({ ...rest, missing: missing.map(said) }, 200);
    },
  )
  .openapi(
    door('procurement.edit', {
      method: 'put',
      path: '/contracts/{id}',
      tags,
      summary: 'Write on at a draft',
      request: { params: idParam, body: body(Draft) },
      responses: { 200: Changed },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await editDraft(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('procurement.discard', {
      method: 'post',
      path: '/contracts/{id}/discard',
      tags,
      summary: 'Throw a draft away',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: Changed },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await discardDraft(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  )
  .openapi(
    door('procurement.sign', {
      method: 'post',
      path: '/contracts/{id}/sign',
      tags,
      summary: 'Record that a draft was signed; the budget lines bear it from now on',
      request: { params: idParam, body: body(z.strictObject({ signed_on: Day })) },
      responses: { 200: Changed },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await signContract(contextOf(c, input), c.req.valid('param').id, input.signed_on), 200);
    },
  )
  .openapi(
    door('procurement.announce', {
      method: 'post',
      path: '/contracts/{id}/announce',
      tags,
      summary: 'Record that a signed contract was announced; its lots take people from now on',
      request: {
        params: idParam,
        body: body(z.strictObject({ announced_on: Day, announced_place: Text(200) })),
      },
      responses: { 200: Changed },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const asked = { announcedOn: input.announced_on, place: input.announced_place };
      return c.json(await announceContract(contextOf(c, input), c.req.valid('param').id, asked), 200);
    },
  );
