import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, Day, Fen, Id } from '../platform/shapes.ts';
import { listLots, readRates } from './actions.ts';

const Lot = z
  .object({
    id: Id,
    contract_no: z.string(),
    title: z.string(),
    provider: z.string(),
    facility_id: Id,
    facility: z.string(),
    service_class: z.enum(bedKinds),
    during: z.string(),
    bought: z.number().int(),
    committed: z.number().int(),
    in_use: z.number().int(),
    left: z.number().int(),
    unit_price_fen: Fen,
    announced_on: Day.nullable(),
    demonstration: z.boolean(),
  })
  .openapi('Lot');

const RateShape = z
  .object({
    scheme: z.string(),
    level: z.number().int(),
    amount_fen: Fen.nullable(),
    basis_points: z.number().int().nullable(),
    cap_fen: Fen.nullable(),
    effective: z.string(),
    doc_no: z.string(),
    example: z.boolean(),
  })
  .openapi('Rate', {
    description: 'level -1: does not depend on the ability level; example: 示例, not the district’s own',
  });

export const contractRoutes = router()
  .openapi(
    door('contracts.rates', {
      method: 'get',
      path: '/contracts/rates',
      tags: ['contracts'],
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
        effective: r.effective,
        doc_no: r.docNo,
        example: r.example,
      }));
      c.header('cache-control', 'public, max-age=300');
      return c.json({ rates }, 200);
    },
  )
  .openapi(
    door('contracts.read', {
      method: 'get',
      path: '/contracts/lots',
      tags: ['contracts'],
      summary: 'What was bought, what offers and stays use of it, and what is left',
      responses: { 200: json(z.object({ lots: z.array(Lot) }), 'Lots by contract number') },
    }),
    async (c) => {
      const rows = await listLots(contextOf(c));
      const lots = rows.map(({ lot, contract, facility, left }) => ({
        id: lot.id,
        contract_no: contract.contractNo,
        title: contract.title,
        provider: contract.provider,
        facility_id: lot.facilityId,
        facility,
        service_class: lot.serviceClass,
        during: lot.during,
        bought: lot.bought,
        committed: lot.committed,
        in_use: lot.inUse,
        left,
        unit_price_fen: lot.unitPriceFen,
        announced_on: contract.announcedOn,
        demonstration: contract.demonstration,
      }));
      return c.json({ lots }, 200);
    },
  );
