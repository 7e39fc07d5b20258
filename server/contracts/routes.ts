import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { bedKinds, Day, Fen, Id, idParam, kinds, Text } from '../platform/shapes.ts';
import { addProvider, editProvider, listItem, unlistItem } from './actions.ts';
import { listCatalogue, listLots, listProviders, readChoices } from './queries.ts';
import { providerKinds } from './rules.ts';

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

const Said = (max: number) =>
  Text(max)
    .transform((s) => s.trim() || null)
    .nullable()
    .openapi({ type: 'string' });
const provider = {
  name: Text(60)
    .transform((s) => s.trim())
    .openapi({ type: 'string' }),
  kind: z.enum(providerKinds),
  credit_code: Said(18),
  account_name: Said(60),
  account_no: Said(30),
  bank_name: Said(60),
  bank_code: Said(12),
};
const NewProvider = z.strictObject(provider).openapi('ProviderInput', { description: 'null is 未填报' });
const Provider = z
  .object({
    id: Id,
    version: z.number().int(),
    ...provider,
    eligible: z.boolean().openapi({ description: 'whether it may be bought from at all (102号令 §6–8)' }),
    demonstration: z.boolean(),
  })
  .openapi('Provider');
const item = {
  code: Text(20).refine((s) => s.trim().length > 0, 'must not be empty'),
  name: Text(60).refine((s) => s.trim().length > 0, 'must not be empty'),
  doc_no: Text(80),
  start: Day,
  end: Day.nullable(),
};
const Item = z
  .object({ id: Id, ...item, example: z.boolean() })
  .openapi('CatalogueItem', { description: '`end` is the first day it is no longer in the catalogue' });

export const contractRoutes = router()
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
  )
  .openapi(
    door('contracts.choices', {
      method: 'get',
      path: '/contracts/choices',
      tags: ['contracts'],
      summary:
        'What a draft chooses from: providers, catalogue, budget lines with what they have left, open facilities',
      responses: {
        200: json(
          z.object({
            providers: z.array(
              z.object({ id: Id, name: z.string(), kind: z.enum(providerKinds), eligible: z.boolean() }),
            ),
            catalogue: z.array(z.object({ code: z.string(), name: z.string() })),
            lines: z.array(
              z.object({ id: Id, year: z.number().int(), code: z.string(), name: z.string(), left_fen: Fen }),
            ),
            facilities: z.array(z.object({ id: Id, name: z.string(), kind: z.enum(kinds) })),
          }),
          'In force today',
        ),
      },
    }),
    async (c) => c.json(await readChoices(contextOf(c)), 200),
  )
  .openapi(
    door('contracts.providers', {
      method: 'get',
      path: '/providers',
      tags: ['contracts'],
      summary: 'Providers on record, with the account that is paid into',
      responses: { 200: json(z.object({ providers: z.array(Provider) }), 'By name') },
    }),
    async (c) => c.json({ providers: await listProviders(contextOf(c)) }, 200),
  )
  .openapi(
    door('contracts.add_provider', {
      method: 'post',
      path: '/providers',
      tags: ['contracts'],
      summary: 'Put a provider on record',
      request: { body: body(NewProvider) },
      responses: { 201: json(z.object({ provider_id: Id }), 'On record') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await addProvider(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('contracts.edit_provider', {
      method: 'put',
      path: '/providers/{id}',
      tags: ['contracts'],
      summary: 'Change what is on record of a provider',
      request: { params: idParam, body: body(NewProvider) },
      responses: { 200: json(z.object({ version: z.number().int() }), 'Changed') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await editProvider(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('contracts.catalogue', {
      method: 'get',
      path: '/catalogue',
      tags: ['contracts'],
      summary: 'The purchase catalogue (指导性目录) by effective date',
      responses: { 200: json(z.object({ items: z.array(Item) }), 'By code and day') },
    }),
    async (c) => c.json({ items: await listCatalogue(contextOf(c)) }, 200),
  )
  .openapi(
    door('contracts.list_item', {
      method: 'post',
      path: '/catalogue',
      tags: ['contracts'],
      summary: 'Put an item into the purchase catalogue',
      request: { body: body(z.strictObject(item)) },
      responses: { 201: json(z.object({ item_id: Id }), 'In the catalogue from its day') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await listItem(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('contracts.unlist_item', {
      method: 'post',
      path: '/catalogue/{id}/end',
      tags: ['contracts'],
      summary: 'End an item of the purchase catalogue from a day',
      request: { params: idParam, body: body(z.strictObject({ end: Day })) },
      responses: { 200: json(z.object({ end: Day }), 'Ends') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await unlistItem(contextOf(c, input), c.req.valid('param').id, input.end), 200);
    },
  );
