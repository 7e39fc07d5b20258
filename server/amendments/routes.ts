import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, ContractTerms, Day, Fen, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { amendContract, endContract } from './actions.ts';
import { readStays } from './queries.ts';

const tags = ['contracts'];
const n = z.number().int();
const Amendment = z
  .strictObject({
    terms: ContractTerms,
    signed_on: Day,
    effective_on: Day,
    reason: Text(500),
    doc_no: Text(80)
      .transform((s) => s.trim() || null)
      .nullable()
      .openapi({ type: 'string' }),
  })
  .openapi('ContractAmendment', { description: 'A new price holds from effective_on; everything else holds at once' });

export const amendmentRoutes = router()
  .openapi(
    door('amendments.amend', {
      method: 'post',
      path: '/contracts/{id}/amendments',
      tags,
      summary: 'Record a supplementary agreement as the next version',
      request: { params: idParam, body: body(Amendment) },
      responses: { 201: json(z.object({ version: n, no: n }), 'In force') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const asked = {
        terms: input.terms,
        signedOn: input.signed_on,
        effectiveOn: input.effective_on,
        reason: input.reason,
        docNo: input.doc_no,
      };
      return c.json(await amendContract(contextOf(c, input), c.req.valid('param').id, asked), 201);
    },
  )
  .openapi(
    door('amendments.end', {
      method: 'post',
      path: '/contracts/{id}/end',
      tags,
      summary: 'End a contract before its term: lots and budget are cut to that day',
      request: { params: idParam, body: body(z.strictObject({ ended_on: Day, reason: Reason })) },
      responses: {
        200: json(
          z.object({ version: n, released_fen: Fen, stays: n, offers: n }),
          'Ended; how many still lie there and how many offers wait',
        ),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const asked = { on: input.ended_on, reason: input.reason };
      return c.json(await endContract(contextOf(c, input), c.req.valid('param').id, asked), 200);
    },
  )
  .openapi(
    door('amendments.stays', {
      method: 'get',
      path: '/contracts/{id}/stays',
      tags,
      summary: 'Who lies there on the lots of a contract today',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            stays: z.array(
              z.object({
                id: Id,
                name: z.string(),
                facility: z.string(),
                service_class: z.enum(bedKinds),
                room: z.string(),
                bed: z.string(),
                admitted_on: Day,
              }),
            ),
          }),
          'By facility, room and bed',
        ),
      },
    }),
    async (c) => c.json(await readStays(contextOf(c), c.req.valid('param').id), 200),
  );
