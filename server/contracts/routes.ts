import { z } from '@hono/zod-openapi';
import { contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, Day, Fen, Id } from '../platform/shapes.ts';
import { listLots } from './actions.ts';

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
    unit_price_fen: Fen.nullable(),
    announced_on: Day.nullable(),
    demonstration: z.boolean(),
  })
  .openapi('Lot');

export const contractRoutes = router().openapi(
  door('contracts.read', {
    method: 'get',
    path: '/contracts/lots',
    tags: ['contracts'],
    summary: 'What was bought, what offers and stays use of it, and what is left',
    responses: { 200: json(z.object({ lots: z.array(Lot) }), 'Lots by contract number') },
  }),
  async (c) => {
    const rows = await listLots(contextOf(c));
    const lots = rows.map(({ lot, contract, facility, unitPriceFen, left }) => ({
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
      unit_price_fen: unitPriceFen,
      announced_on: contract.announcedOn,
      demonstration: contract.demonstration,
    }));
    return c.json({ lots }, 200);
  },
);
