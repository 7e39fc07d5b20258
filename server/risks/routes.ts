import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Day, Id, idParam, PersonName, Text } from '../platform/shapes.ts';
import { recordRisk } from './actions.ts';
import { readRisks } from './queries.ts';
import { degrees, type RiskItem, reassessOn, riskKinds } from './rules.ts';

const Item = z.strictObject({
  risk: z.enum(riskKinds),
  degree: z.enum(degrees),
  measures: Text(500).nullable().default(null),
});
const Sheet = z
  .object({
    id: Id,
    assessed_on: Day,
    again_on: Day,
    assessor: z.string(),
    items: z.array(z.object({ risk: z.enum(riskKinds), degree: z.enum(degrees), measures: z.string().nullable() })),
    recorded_by: z.string().nullable(),
  })
  .openapi('RiskAssessment');

export const riskRoutes = router()
  .openapi(
    door('risks.read', {
      method: 'get',
      path: '/placements/{id}/risks',
      tags: ['placements'],
      summary: 'The safety risk assessments of a resident by this home (GB 38600)',
      request: { params: idParam },
      responses: { 200: json(z.object({ assessments: z.array(Sheet) }), 'Latest first') },
    }),
    async (c) => {
      const rows = await readRisks(contextOf(c), c.req.valid('param').id);
      const assessments = rows.map(({ sheet: s, by }) => ({
        id: s.id,
        assessed_on: s.assessedOn,
        again_on: reassessOn(s.assessedOn),
        assessor: s.assessor,
        items: s.items as RiskItem[],
        recorded_by: by,
      }));
      return c.json({ assessments }, 200);
    },
  )
  .openapi(
    door('risks.record', {
      method: 'post',
      path: '/placements/{id}/risks',
      tags: ['placements'],
      summary: 'Assess a resident anew: nine risks, measures from medium up',
      request: {
        params: idParam,
        body: body(z.strictObject({ assessed_on: Day, assessor: PersonName, items: z.array(Item).max(9) })),
      },
      responses: { 201: json(z.object({ id: Id }), 'On record') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await recordRisk(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  );
