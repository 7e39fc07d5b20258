import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import { Fen } from '../platform/shapes.ts';
import { readRates } from './queries.ts';

const RateShape = z
  .object({
    scheme: z.string(),
    level: z.number().int(),
    amount_fen: Fen.nullable(),
    basis_points: z.number().int().nullable(),
    cap_fen: Fen.nullable(),
    stack_group: z.string(),
    effective: z.string(),
    doc_no: z.string(),
    example: z.boolean(),
  })
  .openapi('Rate', {
    description: 'level -1: does not depend on the ability level; example: 示例, not the district’s own',
  });

export const entitlementRoutes = router().openapi(
  door('entitlements.rates', {
    method: 'get',
    path: '/rates',
    tags: ['entitlements'],
    summary: 'Subsidy rates by effective date, each with its document',
    responses: { 200: json(z.object({ rates: z.array(RateShape) }), 'All rates') },
  }),
  async (c) => {
    const rows = await readRates(contextOf(c));
    const rates = rows.map((r) => ({
      scheme: r.scheme,
      level: r.level,
      amount_fen: r.amountFen,
      basis_points: r.basisPoints,
      cap_fen: r.capFen,
      stack_group: r.stackGroup,
      effective: r.effective,
      doc_no: r.docNo,
      example: r.example,
    }));
    c.header('cache-control', 'public, max-age=300');
    return c.json({ rates }, 200);
  },
);
