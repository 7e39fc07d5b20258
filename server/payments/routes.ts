import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Fen, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { makeBatch, previewAnswers, setAccount, setPayer, takeAnswers } from './actions.ts';
import { fileFormats, listBatches, listPayments, readBatch, readOwnStatements, takeFile } from './queries.ts';
import { MAX_BATCH, payStates } from './rules.ts';

const tags = ['payments'];
const n = z.number().int();
const Account = z
  .object({ account_name: z.string(), account_no: z.string(), bank_name: z.string(), bank_code: z.string() })
  .openapi('BankAccount');
const Told = z.strictObject({
  account_name: Text(140).transform((s) => s.trim()),
  account_no: Text(40).transform((s) => s.replace(/[\s-]/g, '')),
  bank_name: Text(140).transform((s) => s.trim()),
  bank_code: Text(20).transform((s) => s.replace(/\s/g, '')),
});
const answer = {
  answer: z.enum(['paid', 'returned']).nullable(),
  answer_reason: z.string().nullable(),
  bank_on: Day.nullable(),
  state: z.enum(payStates),
};
const Payment = z
  .object({
    id: Id,
    settlement_id: Id,
    month_on: Day,
    contract_id: Id,
    contract_no: z.string(),
    title: z.string(),
    line_id: Id,
    line_code: z.string(),
    line_name: z.string(),
    line_year: n,
    payee: z.string(),
    amount_fen: Fen,
    carried_fen: Fen,
    kind: z.enum(['regular', 'release']),
    held_fen: Fen.openapi({ description: 'held back until the grade is known, not in amount_fen' }),
    approved_by: Id.nullable(),
    approver: z.string().nullable(),
    approved_at: At,
    due_on: Day,
    due: z.enum(['done', 'in_time', 'soon', 'late']),
    account: Account.nullable(),
    account_by: Id.nullable(),
    account_approver: z.string().nullable(),
    account_reason: z.string().nullable(),
    provider_account: Account.nullable(),
    attempt_id: Id.nullable(),
    batch_id: Id.nullable(),
    batch_no: z.string().nullable(),
    ...answer,
  })
  .openapi('Payment');
const Batch = z
  .object({
    id: Id,
    batch_no: z.string(),
    count: n,
    total_fen: Fen,
    payer_id: Id.nullable(),
    made_by: z.string(),
    made_at: At,
    paid: n,
    returned: n,
    waiting: n,
  })
  .openapi('PaymentBatch');
const Row = Account.extend({
  id: Id,
  payment_id: Id,
  row_no: n,
  end_to_end_id: z.string(),
  amount_fen: Fen,
  contract_no: z.string(),
  month_on: Day,
  line_code: z.string(),
  ...answer,
});
const Counts = z.object({ paid: n, returned: n, known: n, pending: n });
const MAX_FILE = 600_000;
const BankFile = z.strictObject({
  file_name: Text(120).refine((s) => s.trim().length > 0, 'must not be empty'),
  content_base64: z
    .base64()
    .max(Math.ceil(MAX_FILE / 3) * 4)
    .openapi({ description: 'The file as the bank gave it: CSV (UTF-8, UTF-16 or GB18030) or pain.002, up to 600 kB' }),
});
const fileOf = (input: z.infer<typeof BankFile>) => ({
  name: input.file_name.trim(),
  bytes: Buffer.from(input.content_base64, 'base64'),
});
const Limit = z.coerce.number().int().min(1).max(1000).default(500);
const mime = { csv: 'text/csv; charset=utf-8', xml: 'application/xml; charset=utf-8' } as const;

const Statement = z
  .object({
    id: Id,
    month_on: Day.openapi({ description: 'first day of the month it is about' }),
    settled_in: Day,
    kind: z.enum(['regular', 'correction']),
    service: z.enum(bedKinds),
    days: z.number().int(),
    amount_fen: Fen,
    government_fen: Fen,
    family_fen: Fen,
    schemes: z.record(z.string(), Fen),
    approved_at: At.nullable().openapi({ description: 'null while it is still being checked' }),
    paid_on: Day.nullable().openapi({ description: 'the bank paid the government’s part of the month' }),
  })
  .openapi('OwnStatement');

export const paymentRoutes = router()
  .openapi(
    door('payments.read', {
      method: 'get',
      path: '/payments',
      tags,
      summary: 'Payments of approved settlements: what is due (never paid, or returned), with the bank, paid, returned',
      request: { query: z.object({ state: z.enum([...payStates, 'due']).optional(), limit: Limit }) },
      responses: {
        200: json(
          z.object({
            payments: z.array(Payment),
            totals: z.array(z.object({ state: z.enum(payStates), count: n, amount_fen: Fen, late: n })),
            lines: z.array(
              z.object({
                id: Id,
                code: z.string(),
                name: z.string(),
                year: n,
                balance_fen: Fen,
                in_bank_fen: Fen,
                left_fen: Fen,
              }),
            ),
            payer: Account.extend({ demonstration: z.boolean() }).nullable(),
          }),
          'Payments, earliest due first; sums of each state over everything; the lines these are paid from',
        ),
      },
    }),
    async (c) => {
      const { state, limit } = c.req.valid('query');
      return c.json(await listPayments(contextOf(c), state ?? null, limit), 200);
    },
  )
  .openapi(
    door('payments.set_payer', {
      method: 'put',
      path: '/payments/payer',
      tags,
      summary: 'The account the next batches are paid from',
      request: { body: body(Told) },
      responses: { 200: json(z.object({ payer_id: Id }), 'Set') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await setPayer(contextOf(c, input), input), 200);
    },
  )
  .openapi(
    door('payments.set_account', {
      method: 'post',
      path: '/payments/{id}/account',
      tags,
      summary: 'Approves another account of the same payee, for a payment that was returned or had none',
      request: { params: idParam, body: body(Told.extend({ reason: Reason })) },
      responses: { 200: json(z.object({ payment_id: Id }), 'Approved') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await setAccount(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('payments.batch', {
      method: 'post',
      path: '/payment-batches',
      tags,
      summary: 'Puts open payments into one batch for the bank',
      request: { body: body(z.strictObject({ payment_ids: z.array(Id).max(MAX_BATCH * 2) })) },
      responses: {
        200: json(z.object({ batch_id: Id, batch_no: z.string(), count: n, total_fen: Fen }), 'The batch'),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await makeBatch(contextOf(c, input), input.payment_ids), 200);
    },
  )
  .openapi(
    door('payments.read', {
      method: 'get',
      path: '/payment-batches',
      tags,
      summary: 'Batches, newest first, with what the bank has answered',
      request: { query: z.object({ limit: Limit }) },
      responses: { 200: json(z.object({ batches: z.array(Batch) }), 'Batches') },
    }),
    async (c) => c.json({ batches: await listBatches(contextOf(c), c.req.valid('query').limit) }, 200),
  )
  .openapi(
    door('payments.read', {
      method: 'get',
      path: '/payment-batches/{id}',
      tags,
      summary: 'One batch as it went to the bank, and the answers to each row',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            batch: Batch,
            payer: Account.nullable(),
            rows: z.array(Row),
            files: z.array(
              z.object({
                id: Id,
                file_name: z.string(),
                sha256: z.string(),
                counts: z.record(z.string(), n),
                taken_by: z.string().nullable(),
                taken_at: At,
              }),
            ),
          }),
          'The batch',
        ),
      },
    }),
    async (c) => c.json(await readBatch(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('payments.file', {
      method: 'get',
      path: '/payment-batches/{id}/file',
      tags,
      summary: 'The batch as a file for the bank: CSV, or ISO 20022 pain.001.001.09; noted in the audit log',
      request: { params: idParam, query: z.object({ format: z.enum(fileFormats).default('csv') }) },
      responses: {
        200: {
          description: 'The same bytes every time',
          content: { 'text/csv': { schema: z.string() }, 'application/xml': { schema: z.string() } },
        },
      },
    }),
    async (c) => {
      const { format } = c.req.valid('query');
      const { name, text } = await takeFile(contextOf(c), c.req.valid('param').id, format);
      return c.body(text, 200, {
        'content-type': mime[format],
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      });
    },
  )
  .openapi(
    door('payments.take_answers', {
      method: 'post',
      path: '/payment-batches/{id}/answers/preview',
      tags,
      summary: 'What a file of the bank’s answers would change, or every row that is wrong with it; nothing is written',
      request: { params: idParam, body: body(BankFile) },
      responses: {
        200: json(
          z.object({
            counts: Counts,
            rows: z.array(
              z.object({
                row: n,
                id: z.string(),
                result: z.enum(['paid', 'returned']),
                bank_on: Day,
                reason: z.string().nullable(),
              }),
            ),
          }),
          'The changes',
        ),
      },
    }),
    async (c) => c.json(await previewAnswers(contextOf(c), c.req.valid('param').id, fileOf(c.req.valid('json'))), 200),
  )
  .openapi(
    door('payments.take_answers', {
      method: 'post',
      path: '/payment-batches/{id}/answers',
      tags,
      summary: 'Takes over the bank’s answers, all or none; the same file again changes nothing',
      request: { params: idParam, body: body(BankFile) },
      responses: { 200: json(z.object({ counts: Counts }), 'Taken over') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await takeAnswers(contextOf(c, input), c.req.valid('param').id, fileOf(input)), 200);
    },
  )
  .openapi(
    door('payments.own', {
      method: 'get',
      path: '/stays/{id}/statements',
      tags: ['placements'],
      summary: 'What was settled for the person at the home of a stay, month by month, and who bears it',
      request: { params: idParam },
      responses: { 200: json(z.object({ lines: z.array(Statement) }), 'Latest month first') },
    }),
    async (c) => c.json({ lines: await readOwnStatements(contextOf(c), c.req.valid('param').id) }, 200),
  );
