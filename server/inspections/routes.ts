import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam, Text } from '../platform/shapes.ts';
import { addCheck, listChecks, replayRun, runCheck, runChecks } from './actions.ts';
import { type CheckCode, checkCodes, type RunCode, runCodes, terms } from './rules.ts';

const tags = ['inspections'];
const n = z.number().int();
const Code = z.enum(checkCodes as readonly CheckCode[] as [CheckCode, ...CheckCode[]]);
const RunnableCode = z.enum(runCodes as [RunCode, ...RunCode[]]);
const Params = z.record(z.string().max(40), n).openapi({ description: 'Every threshold of the check, and no other' });
const Version = z
  .object({
    id: Id,
    code: Code,
    from: Day,
    to: Day.nullable(),
    state: z.enum(['past', 'in_force', 'future']),
    on: z.boolean(),
    params: Params,
    term: z.enum(terms),
    doc_no: z.string().nullable(),
    example: z.boolean(),
  })
  .openapi('CheckVersion');

export const inspectionRoutes = router()
  .openapi(
    door('inspections.checks', {
      method: 'get',
      path: '/checks',
      tags,
      summary: 'Checks with their thresholds by date, and the last runs of each',
      responses: {
        200: json(
          z.object({
            checks: z.array(
              z.object({
                code: Code,
                versions: z.array(Version),
                runs: z.array(
                  z.object({ id: Id, as_on: Day, hits: n, fresh: n, ran_at: At, ran_by: z.string().nullable() }),
                ),
              }),
            ),
          }),
          'Versions and runs: the latest first',
        ),
      },
    }),
    async (c) => c.json({ checks: await listChecks(contextOf(c)) }, 200),
  )
  .openapi(
    door('inspections.add_check', {
      method: 'post',
      path: '/checks',
      tags,
      summary: 'A version of a check from a day on',
      request: {
        body: body(
          z.strictObject({
            code: Code,
            from: Day,
            on: z.boolean(),
            params: Params,
            term: z.enum(terms),
            doc_no: Text(120).nullable().default(null),
          }),
        ),
      },
      responses: { 201: json(z.object({ id: Id }), 'The version before ends the day before') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await addCheck(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('inspections.run', {
      method: 'post',
      path: '/checks/runs',
      tags,
      summary: 'Run one check, or every one that is switched on',
      request: { body: body(z.strictObject({ code: RunnableCode.nullable() })) },
      responses: {
        201: json(
          z.object({ runs: z.array(z.object({ code: RunnableCode, run_id: Id, hits: n, fresh: n })) }),
          'hits: what does not fit; fresh: of these, what was not a finding yet',
        ),
      },
    }),
    async (c) => {
      const { code } = c.req.valid('json');
      const ctx = contextOf(c, { code });
      return c.json(code ? { runs: [await runCheck(ctx, code)] } : await runChecks(ctx), 201);
    },
  )
  .openapi(
    door('inspections.replay', {
      method: 'get',
      path: '/check-runs/{id}/replay',
      tags,
      summary: 'The run again over what it was given then',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            code: RunnableCode,
            as_on: Day,
            version_from: Day,
            bytes: n,
            inputs_digest: z.string(),
            unchanged: z.boolean().openapi({ description: 'The facts still have the digest written down with them' }),
            recorded: n,
            hits: n,
            same: z.boolean(),
          }),
          'same: hit for hit what was recorded',
        ),
      },
    }),
    async (c) => c.json(await replayRun(contextOf(c), c.req.valid('param').id), 200),
  );
