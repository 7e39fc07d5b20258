import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Fen, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import {
  answerFiling,
  filePrepaid,
  receivePrepaid,
  refundPrepaid,
  reversePrepaid,
  setPrepaidRules,
  usePrepaid,
} from './actions.ts';
import { readOverview, readOwnPrepaid, readPrepaid, readStatement } from './queries.ts';
import { accounts, causes, flagCodes, kinds } from './rules.ts';

const tags = ['prepaid'];
const count = z.number().int().nonnegative();
const MOST = 100_000_000_000_000;
const Amount = Fen.min(0).max(MOST);
const Paid = Fen.min(1).max(MOST);
const Kind = z.enum(kinds);
const Nature = z.enum(['public', 'private', 'public_private']).nullable();
const Said = (max: number) =>
  Text(max)
    .transform((s) => s.trim() || null)
    .nullable()
    .default(null)
    .openapi({ type: 'string' });
const Must = (max: number) =>
  Text(max)
    .transform((s) => s.trim())
    .refine((s) => s.length > 0, 'must not be empty')
    .openapi({ type: 'string' });

const limits = {
  service_months: z.number().int().min(1).max(120),
  deposit_times: z.number().int().min(0).max(120),
  membership_cap_fen: Amount.nullable(),
  reserve_basis_points: z.number().int().min(0).max(10_000).nullable(),
  notice_days: z.number().int().min(30).max(3650),
};
const Rules = z.object({ ...limits, doc_no: z.string(), example: z.boolean() }).openapi('PrepaidRules', {
  description: 'In force today. null: no figure is known and nothing is compared; example: not the district’s own',
});
const Held = z.object({ service_fee: Fen, deposit: Fen, membership: Fen, all: Fen, custody: Fen });
const Flag = z
  .object({
    code: z.enum(flagCodes),
    grave: z.boolean(),
    people: count,
    fen: Fen,
    days: z.number().int().nullable(),
  })
  .openapi('PrepaidFlag', { description: 'people: how many cause it, 0 when it concerns the whole facility' });
const Filing = z
  .object({
    id: Id,
    facility_id: Id,
    facility: z.string(),
    kinds: z.array(Kind),
    net_fixed_assets_fen: Fen,
    pledged_fen: Fen,
    limit_fen: Fen,
    account_name: z.string(),
    custody_bank: z.string().nullable(),
    custody_account_no: z.string().nullable(),
    risk_reserve_fen: Fen,
    filed_on: Day,
    filed_by: z.string().nullable(),
    filed_at: At,
    answer: z.enum(['accepted', 'refused']).nullable(),
    answer_reason: z.string().nullable(),
    answered_by: z.string().nullable(),
    answered_at: At.nullable(),
  })
  .openapi('PrepaidFiling', { description: 'limit_fen: net fixed assets without what is pledged' });
const Closing = z.object({ id: Id, announced_on: Day, closes_on: Day, plan: z.string(), done: z.boolean() });
const Person = z
  .object({
    applicant_id: Id,
    name: z.string(),
    born_on: Day,
    where: z.enum(['here', 'coming', 'left']),
    room_no: z.string().nullable(),
    bed_no: z.string().nullable(),
    left_on: Day.nullable(),
    service_fee_fen: Fen,
    deposit_fen: Fen,
    membership_fen: Fen,
    months_ahead: z.number(),
    entries: count,
    last_on: Day.nullable(),
  })
  .openapi('PrepaidPerson', { description: 'months_ahead: paid and unused, in tenths, rounded up' });
const Entry = z
  .object({
    id: Id,
    kind: Kind,
    cause: z.enum(causes),
    amount_fen: Fen,
    entered_on: Day,
    months: z.number().int().nullable(),
    account: z.enum(['own', 'custody']),
    voucher_no: z.string(),
    note: z.string().nullable(),
    reverses: Id.nullable(),
    made_by: z.string().nullable(),
    made_at: At,
    after_fen: Fen,
    stands: z.boolean(),
  })
  .openapi('PrepaidEntry', {
    description: 'after_fen: balance of the kind after it; stands: neither reversed nor a reversal',
  });

const entry = {
  applicant_id: Id,
  kind: Kind,
  amount_fen: Paid,
  entered_on: Day,
  voucher_no: Must(60),
  note: Said(200),
};
const Receipt = z
  .strictObject({ ...entry, months: z.number().int().min(1).max(120).nullable(), account: z.enum(accounts) })
  .openapi('PrepaidReceipt', { description: 'A personal account is refused' });
const Drawn = z.strictObject(entry).openapi('PrepaidDrawn', { description: 'amount_fen is positive' });
const spoken = ({ applicant_id, kind, amount_fen, entered_on, voucher_no, note }: z.infer<typeof Drawn>) => ({
  applicantId: applicant_id,
  kind,
  amountFen: amount_fen,
  enteredOn: entered_on,
  voucherNo: voucher_no,
  note,
});
const Made = json(z.object({ entry_id: Id }), 'Entered');

export const prepaidRoutes = router()
  .openapi(
    door('prepaid.overview', {
      method: 'get',
      path: '/prepaid',
      tags,
      summary:
        'What each facility holds ahead against its limits, filings that wait, closings; amounts and counts only',
      responses: {
        200: json(
          z.object({
            rules: Rules.nullable(),
            homes: z.array(
              z.object({
                facility_id: Id,
                facility: z.string(),
                nature: Nature,
                kinds: z.array(Kind).nullable(),
                filed_on: Day.nullable(),
                limit_fen: Fen.nullable(),
                risk_reserve_fen: Fen.nullable(),
                held: Held,
                people: count,
                flags: z.array(Flag),
                closing: Closing.nullable(),
              }),
            ),
            waiting: z.array(Filing),
          }),
          'Most flags first; waiting: oldest first',
        ),
      },
    }),
    async (c) => c.json(await readOverview(contextOf(c)), 200),
  )
  .openapi(
    door('prepaid.set_rules', {
      method: 'post',
      path: '/prepaid/rules',
      tags,
      summary: 'Limits from a day on; those in force until then end the day before',
      request: {
        body: body(z.strictObject({ from: Day, ...limits, doc_no: Must(120), example: z.boolean().default(false) })),
      },
      responses: { 201: json(z.object({ rules_id: Id }), 'Added') },
    }),
    async (c) => {
      const { doc_no, ...rules } = c.req.valid('json');
      return c.json(await setPrepaidRules(contextOf(c, { doc_no, ...rules }), { ...rules, docNo: doc_no }), 201);
    },
  )
  .openapi(
    door('prepaid.read', {
      method: 'get',
      path: '/facilities/{id}/prepaid',
      tags,
      summary: 'What a facility filed and holds ahead, person by person',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            facility: z.object({ id: Id, name: z.string(), nature: Nature, closed_on: Day.nullable() }),
            rules: Rules.nullable(),
            filing: Filing.nullable(),
            filings: z.array(Filing),
            held: Held,
            flags: z.array(Flag),
            closing: Closing.nullable(),
            people: z.array(Person),
          }),
          'filing: the one in force; filings: newest first',
        ),
      },
    }),
    async (c) => c.json(await readPrepaid(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('prepaid.read', {
      method: 'get',
      path: '/facilities/{id}/prepaid/{applicant}',
      tags,
      summary: 'The entries of one person in a facility, with the balance after each',
      request: { params: z.object({ id: Id, applicant: Id }) },
      responses: { 200: json(z.object({ entries: z.array(Entry) }), 'In the order of their days') },
    }),
    async (c) => {
      const { id, applicant } = c.req.valid('param');
      return c.json({ entries: await readStatement(contextOf(c), id, applicant) }, 200);
    },
  )
  .openapi(
    door('prepaid.own', {
      method: 'get',
      path: '/stays/{id}/prepaid',
      tags,
      summary: 'For the family: what the home of a stay holds ahead for the person, and every entry',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({ service_fee_fen: Fen, deposit_fen: Fen, membership_fen: Fen, entries: z.array(Entry) }),
          'In the order of their days',
        ),
      },
    }),
    async (c) => c.json(await readOwnPrepaid(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('prepaid.file', {
      method: 'post',
      path: '/facilities/{id}/prepaid/filings',
      tags,
      summary: 'File with the bureau before taking anything ahead',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            kinds: z
              .array(Kind)
              .min(1)
              .max(3)
              .transform((k) => [...new Set(k)]),
            net_fixed_assets_fen: Amount,
            pledged_fen: Amount,
            account_name: Must(80),
            custody_bank: Said(80),
            custody_account_no: Said(40),
            risk_reserve_fen: Amount.default(0),
          }),
        ),
      },
      responses: { 201: json(z.object({ filing_id: Id }), 'Waits for the bureau') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await filePrepaid(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('prepaid.answer', {
      method: 'post',
      path: '/prepaid-filings/{id}/answer',
      tags,
      summary: 'Accept a filing, or send it back with a reason',
      request: {
        params: idParam,
        body: body(z.strictObject({ answer: z.enum(['accepted', 'refused']), reason: Said(500) })),
      },
      responses: { 200: json(z.object({ answer: z.enum(['accepted', 'refused']) }), 'Answered') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await answerFiling(contextOf(c, input), c.req.valid('param').id, input.answer, input.reason), 200);
    },
  )
  .openapi(
    door('prepaid.receive', {
      method: 'post',
      path: '/facilities/{id}/prepaid/receipts',
      tags,
      summary: 'Enter money a family paid ahead; refused beyond any limit',
      request: { params: idParam, body: body(Receipt) },
      responses: { 201: Made },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const { months, account } = input;
      const asked = { ...spoken(input), months, account };
      return c.json(await receivePrepaid(contextOf(c, input), c.req.valid('param').id, asked), 201);
    },
  )
  .openapi(
    door('prepaid.use', {
      method: 'post',
      path: '/facilities/{id}/prepaid/uses',
      tags,
      summary: 'Enter what was used up of it',
      request: { params: idParam, body: body(Drawn) },
      responses: { 201: Made },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await usePrepaid(contextOf(c, input), c.req.valid('param').id, spoken(input)), 201);
    },
  )
  .openapi(
    door('prepaid.refund', {
      method: 'post',
      path: '/facilities/{id}/prepaid/refunds',
      tags,
      summary: 'Enter what was given back',
      request: { params: idParam, body: body(Drawn) },
      responses: { 201: Made },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await refundPrepaid(contextOf(c, input), c.req.valid('param').id, spoken(input)), 201);
    },
  )
  .openapi(
    door('prepaid.reverse', {
      method: 'post',
      path: '/prepaid-entries/{id}/reverse',
      tags,
      summary: 'Take an entry back by one that names it',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 201: Made },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await reversePrepaid(contextOf(c, input), c.req.valid('param').id, input.reason), 201);
    },
  );
