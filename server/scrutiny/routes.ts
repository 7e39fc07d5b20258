import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, Day, Fen, Id, idParam, PersonName, Text } from '../platform/shapes.ts';
import { drawMonth, recordCheck } from './actions.ts';
import { readChecks, readFlags, readPopulation, readQuestions, readSample } from './queries.ts';
import { checkCodes, findings, flagCodes, states } from './rules.ts';

const Month = Day.refine((day) => day.endsWith('-01'), 'not the first day of a month');
const count = z.number().int().nonnegative();
const FlagRow = z
  .object({
    about: z.enum(['line', 'entry', 'month', 'payment', 'disclosure', 'person', 'facility', 'lot']),
    id: Id,
    name: z.string(),
    on: Day.nullable(),
    amount_fen: Fen.nullable(),
    values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  })
  .openapi('FlagRow', { description: 'A record that causes a flag' });
const Counted = z.object({ state: z.enum(states), due_on: Day.nullable(), flags: count });
const Answer = z.object({
  state: z.enum(states),
  due_on: Day.nullable(),
  flags: z.array(z.object({ code: z.enum(flagCodes), rows: z.array(FlagRow) })),
});
const askedMonth = z.object({ month: Month.optional() });

const Sample = z
  .object({
    id: Id,
    seed: z.string(),
    basis_points: z.number().int(),
    population: count,
    population_digest: z
      .string()
      .openapi({ description: 'SHA-256 over the ids of the lines, one a line, in their order' }),
    drawn_on: Day,
    drawn_by: z.string().nullable(),
    same: z.boolean().openapi({ description: 'Drawn again from the recorded seed it is the same sample' }),
    lines: z.array(
      z.object({
        line_id: Id,
        person: z.string(),
        facility: z.string(),
        community: z.string(),
        service: z.enum(bedKinds),
        days: z.number().int(),
        government_fen: Fen,
        family_fen: Fen,
        check: z
          .object({
            checked_on: Day,
            people: z.array(z.string()),
            found: z.enum(findings),
            note: z.string().nullable(),
          })
          .nullable(),
      }),
    ),
  })
  .openapi('Sample', {
    description: 'The lines whose SHA-256 of "seed:line id" comes first, as many as the share asks for, rounded up',
  });

export const scrutinyRoutes = router()
  .openapi(
    door('scrutiny.questions', {
      method: 'get',
      path: '/scrutiny',
      tags: ['scrutiny'],
      summary: 'The three questions for each budget line and month: ledger, disclosure, payment',
      request: { query: z.object({ year: z.coerce.number().int().min(2000).max(2100).optional() }) },
      responses: {
        200: json(
          z.object({
            year: z.number().int(),
            years: z.array(z.number().int()),
            months: z.array(Day),
            lines: z.array(
              z.object({
                id: Id,
                code: z.string(),
                name: z.string(),
                demonstration: z.boolean(),
                months: z.array(z.object({ month_on: Day, ledger: Counted, disclosure: Counted, payment: Counted })),
              }),
            ),
          }),
          'Computed at this moment',
        ),
      },
    }),
    async (c) => c.json(await readQuestions(contextOf(c), c.req.valid('query').year ?? null), 200),
  )
  .openapi(
    door('scrutiny.flags', {
      method: 'get',
      path: '/scrutiny/lines/{id}',
      tags: ['scrutiny'],
      summary: 'One line’s month: every red flag with the records that cause it',
      request: { params: idParam, query: z.object({ month: Month }) },
      responses: {
        200: json(
          z.object({
            line: z.object({ id: Id, code: z.string(), name: z.string() }),
            ledger: Answer,
            disclosure: Answer,
            payment: Answer,
          }),
          'The reading is written down',
        ),
      },
    }),
    async (c) => {
      const { line, ...answers } = await readFlags(contextOf(c), c.req.valid('param').id, c.req.valid('query').month);
      return c.json({ line: { id: line.id, code: line.code, name: line.name }, ...answers }, 200);
    },
  )
  .openapi(
    door('scrutiny.checks', {
      method: 'get',
      path: '/scrutiny/checks',
      tags: ['scrutiny'],
      summary: 'What of a month’s settlements does not fit with stays, beds, prices, deaths and assessments',
      request: { query: askedMonth },
      responses: {
        200: json(
          z.object({
            months: z.array(Day),
            month_on: Day.nullable(),
            checks: z.array(z.object({ code: z.enum(checkCodes), rows: z.array(FlagRow) })),
          }),
          'Every check; one without rows is silent',
        ),
      },
    }),
    async (c) => {
      const { months, month, checks } = await readChecks(contextOf(c), c.req.valid('query').month ?? null);
      return c.json({ months, month_on: month, checks }, 200);
    },
  )
  .openapi(
    door('scrutiny.sample', {
      method: 'get',
      path: '/scrutiny/samples',
      tags: ['scrutiny'],
      summary: 'The sample of a month to be checked on site, and what was found',
      request: { query: askedMonth },
      responses: {
        200: json(
          z.object({
            months: z.array(z.object({ month_on: Day, drawn: z.boolean() })),
            month_on: Day.nullable(),
            population: count,
            open: z.array(z.string()).openapi({ description: 'contracts whose month is still to be approved' }),
            sample: Sample.nullable(),
          }),
          'Null: not drawn',
        ),
      },
    }),
    async (c) => {
      const { months, month, population, open, sample } = await readSample(
        contextOf(c),
        c.req.valid('query').month ?? null,
      );
      return c.json(
        {
          months: months.map((m) => ({ month_on: m.month, drawn: m.drawn })),
          month_on: month,
          population,
          open,
          sample: sample && {
            id: sample.id,
            seed: sample.seed,
            basis_points: sample.basisPoints,
            population: sample.populationCount,
            population_digest: sample.populationDigest,
            drawn_on: sample.drawnOn,
            drawn_by: sample.drawnBy,
            same: sample.same,
            lines: sample.lines.map(({ checked_on, people, found, note, ...line }) => ({
              ...line,
              check: checked_on && people && found ? { checked_on, people, found, note } : null,
            })),
          },
        },
        200,
      );
    },
  )
  .openapi(
    door('scrutiny.draw', {
      method: 'post',
      path: '/scrutiny/samples',
      tags: ['scrutiny'],
      summary: 'Draw a month’s sample, once, from a seed that chance makes and the record keeps',
      request: {
        body: body(
          z.strictObject({
            month_on: Month,
            basis_points: z.number().int().default(100).openapi({ description: 'of 10,000; at least 100' }),
          }),
        ),
      },
      responses: {
        201: json(z.object({ id: Id, seed: z.string(), population: count, drawn: count }), 'Drawn'),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await drawMonth(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('scrutiny.population', {
      method: 'get',
      path: '/scrutiny/samples/{id}/population',
      tags: ['scrutiny'],
      summary: 'The list a sample was drawn from, one line id a line: SHA-256 of it is the digest',
      request: { params: idParam },
      responses: {
        200: {
          description: 'Drawn are those with the least SHA-256 of seed, colon and id, in that order',
          content: { 'text/plain': { schema: z.string() } },
        },
      },
    }),
    async (c) => {
      const { month, text } = await readPopulation(contextOf(c), c.req.valid('param').id);
      return c.text(text, 200, {
        'content-disposition': `attachment; filename="sample-population-${month}.txt"`,
      });
    },
  )
  .openapi(
    door('scrutiny.check', {
      method: 'post',
      path: '/scrutiny/samples/{id}/checks',
      tags: ['scrutiny'],
      summary: 'What two people found on site of a sampled person',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            line_id: Id,
            checked_on: Day,
            people: z.array(PersonName).min(1).max(6),
            found: z.enum(findings),
            note: Text(1000).nullable().default(null),
          }),
        ),
      },
      responses: { 201: json(z.object({ id: Id }), 'Recorded; the last record of a person counts') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await recordCheck(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  );
