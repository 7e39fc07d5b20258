import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Fen, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { addBudgetLines, closeMonth, editLine, enterMoney, reverseEntry } from './actions.ts';
import { listLines, readLine } from './queries.ts';
import { entryKinds, ownKinds } from './rules.ts';

const tags = ['funds'];
const Doc = Text(120)
  .transform((s) => s.trim() || null)
  .nullable()
  .openapi({ type: 'string' });
const Line = z
  .object({
    id: Id,
    year: z.number().int(),
    code: z.string(),
    name: z.string(),
    amount_fen: Fen,
    committed_fen: Fen,
    budget_doc: z.string().nullable(),
    allocation_doc: z.string().nullable(),
    demonstration: z.boolean(),
    version: z.number().int(),
    in_fen: Fen,
    out_fen: Fen,
    balance_fen: Fen,
    without_voucher: z.number().int(),
    closed_through: Day.nullable(),
    open_from: Day,
  })
  .openapi('BudgetLine');
const Entry = z
  .object({
    id: Id,
    line_id: Id,
    entered_on: Day,
    kind: z.enum(entryKinds),
    amount_fen: Fen,
    attempt_id: Id.nullable(),
    voucher_no: z.string().nullable(),
    voucher: z.string().nullable(),
    note: z.string().nullable(),
    reverses: Id.nullable(),
    reversed_by: Id.nullable(),
    made_by: z.string().nullable(),
    made_at: At,
  })
  .openapi('FundEntry');
const Closed = z.object({ month_on: Day, opening_fen: Fen, in_fen: Fen, out_fen: Fen, closing_fen: Fen });
const Made = z.object({ entry_id: Id });
const Papers = { budget_doc: Doc, allocation_doc: Doc };
const vouched = { voucher_no: Doc, voucher: Doc };
const Month = Day.refine((d) => d.endsWith('-01'), 'must be the first day of a month');

export const fundRoutes = router()
  .openapi(
    door('funds.read', {
      method: 'get',
      path: '/budget-lines',
      tags,
      summary: 'Budget lines of a year with what came in, what went out and what is left',
      request: { query: z.object({ year: z.coerce.number().int().min(2000).max(2100).optional() }) },
      responses: {
        200: json(
          z.object({ year: z.number().int(), years: z.array(z.number().int()), lines: z.array(Line) }),
          'Lines by code',
        ),
      },
    }),
    async (c) => c.json(await listLines(contextOf(c), c.req.valid('query').year ?? null), 200),
  )
  .openapi(
    door('funds.add_lines', {
      method: 'post',
      path: '/budget-lines',
      tags,
      summary: 'A new budget line of a year',
      request: {
        body: body(
          z.strictObject({
            year: z.number().int(),
            code: Text(40),
            name: Text(80),
            amount_fen: Fen,
            ...Papers,
          }),
        ),
      },
      responses: { 200: json(z.object({ ids: z.array(Id) }), 'Its id') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const { amount_fen, budget_doc, allocation_doc, ...line } = input;
      const row = { ...line, amountFen: amount_fen, budgetDoc: budget_doc, allocationDoc: allocation_doc };
      return c.json(await addBudgetLines(contextOf(c, input), [row]), 200);
    },
  )
  .openapi(
    door('funds.read', {
      method: 'get',
      path: '/budget-lines/{id}',
      tags,
      summary: 'One line with every entry and every closed month',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({ line: Line, entries: z.array(Entry), months: z.array(Closed.extend({ closed_at: At })) }),
          'The ledger of the line',
        ),
      },
    }),
    async (c) => c.json(await readLine(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('funds.edit_line', {
      method: 'put',
      path: '/budget-lines/{id}',
      tags,
      summary: 'Changes the budget or names its papers; never below what contracts bear',
      request: {
        params: idParam,
        body: body(z.strictObject({ name: Text(80), amount_fen: Fen, ...Papers })),
      },
      responses: { 200: json(z.object({ version: z.number().int() }), 'Done') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const to = {
        name: input.name,
        amountFen: input.amount_fen,
        budgetDoc: input.budget_doc,
        allocationDoc: input.allocation_doc,
      };
      return c.json(await editLine(contextOf(c, input), c.req.valid('param').id, to), 200);
    },
  )
  .openapi(
    door('funds.enter', {
      method: 'post',
      path: '/budget-lines/{id}/entries',
      tags,
      summary: 'Enters money: opening balance, allocation or another movement (negative: out)',
      request: {
        params: idParam,
        body: body(z.strictObject({ kind: z.enum(ownKinds), amount_fen: Fen, entered_on: Day, ...vouched, note: Doc })),
      },
      responses: { 200: json(Made, 'Entered') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const entry = {
        kind: input.kind,
        amountFen: input.amount_fen,
        enteredOn: input.entered_on,
        voucher: { no: input.voucher_no, name: input.voucher, note: input.note },
      };
      return c.json(await enterMoney(contextOf(c, input), c.req.valid('param').id, entry), 200);
    },
  )
  .openapi(
    door('funds.reverse', {
      method: 'post',
      path: '/fund-entries/{id}/reverse',
      tags,
      summary: 'Takes an entry back by another that names it; the entry itself stays',
      request: {
        params: idParam,
        body: body(z.strictObject({ entered_on: Day, ...vouched, reason: Reason })),
      },
      responses: { 200: json(Made, 'Reversed') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const how = {
        enteredOn: input.entered_on,
        voucher: { no: input.voucher_no, name: input.voucher, note: input.reason },
      };
      return c.json(await reverseEntry(contextOf(c, input), c.req.valid('param').id, how), 200);
    },
  )
  .openapi(
    door('funds.close_month', {
      method: 'post',
      path: '/budget-lines/{id}/close',
      tags,
      summary: 'Closes the next month of a line: opening + in − out = closing is frozen',
      request: { params: idParam, body: body(z.strictObject({ month_on: Month })) },
      responses: { 200: json(Closed, 'Closed') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await closeMonth(contextOf(c, input), c.req.valid('param').id, input.month_on), 200);
    },
  );
