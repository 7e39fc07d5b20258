import { z } from '@hono/zod-openapi';
import { bytesOf, form, visitForm } from '../platform/forms.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam } from '../platform/shapes.ts';
import { drawSpots, recordSpot } from './actions.ts';
import { listSamples, readPopulation } from './queries.ts';
import { MAX_SAMPLE, sampleKinds } from './rules.ts';

const tags = ['spotchecks'];
const n = z.number().int();
const Count = z.coerce.number().int().min(0).max(10_000);
const Kind = z.enum(sampleKinds);
const Check = z
  .object({
    id: Id,
    facility_id: Id,
    facility: z.string(),
    visited_at: At,
    people: z.array(z.string()),
    record_free: n,
    record_present: n,
    counted_free: n,
    counted_present: n,
    note: z.string().nullable(),
    finding_id: Id.nullable(),
    lng: z.number().nullable(),
    lat: z.number().nullable(),
    photos: z.array(Id),
  })
  .openapi('SpotCheck', { description: 'record_: what was on record at the moment of the visit, reckoned here' });

export const spotCheckRoutes = router()
  .openapi(
    door('spotchecks.samples', {
      method: 'get',
      path: '/spot-samples',
      tags,
      summary: 'Samples, whom they drew and what was counted there',
      responses: {
        200: json(
          z.object({
            populations: z.object({ facility: n, vacancy: n }),
            samples: z.array(
              z.object({
                id: Id,
                as_on: Day,
                kind: Kind,
                seed: z.string(),
                size: n,
                population: n,
                population_digest: z
                  .string()
                  .openapi({ description: 'SHA-256 over the ids of the facilities, one a line, in their order' }),
                same: z.boolean().openapi({ description: 'Drawn again from seed and list it is the same' }),
                drawn_at: At,
                drawn_by: z.string().nullable(),
                places: z.array(
                  z.object({
                    facility_id: Id,
                    facility: z.string(),
                    street: z.string().nullable(),
                    check: Check.nullable(),
                  }),
                ),
              }),
            ),
            others: z.array(Check),
          }),
          'The latest twenty, each place with its first count; others: further counts, and those outside any sample',
        ),
      },
    }),
    async (c) => c.json(await listSamples(contextOf(c)), 200),
  )
  .openapi(
    door('spotchecks.draw', {
      method: 'post',
      path: '/spot-samples',
      tags,
      summary: 'Draw facilities to visit, from a seed that chance makes and the record keeps',
      request: { body: body(z.strictObject({ kind: Kind, size: n.min(1).max(MAX_SAMPLE) })) },
      responses: { 201: json(z.object({ id: Id, seed: z.string(), drawn: n }), 'Drawn') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await drawSpots(contextOf(c, input), input), 201);
    },
  )
  .openapi(
    door('spotchecks.samples', {
      method: 'get',
      path: '/spot-samples/{id}/population',
      tags,
      summary: 'The list a sample was drawn from, one facility id a line: SHA-256 of it is the digest',
      request: { params: idParam },
      responses: {
        200: {
          description: 'Drawn are those with the least SHA-256 of seed, colon and id, in that order',
          content: { 'text/plain': { schema: z.string() } },
        },
      },
    }),
    async (c) => {
      const { on, text } = await readPopulation(contextOf(c), c.req.valid('param').id);
      return c.text(text, 200, { 'content-disposition': `attachment; filename="spot-population-${on}.txt"` });
    },
  )
  .openapi(
    door('spotchecks.record', {
      method: 'post',
      path: '/spot-checks',
      tags,
      summary: 'What two people counted at a facility; a difference to the record is a finding',
      request: {
        body: form(
          z.object({
            facility_id: Id,
            sample_id: Id.optional(),
            counted_free: Count,
            counted_present: Count,
            ...visitForm,
          }),
        ),
      },
      responses: {
        201: json(
          z.object({ id: Id, record_free: n, record_present: n, finding_id: Id.nullable() }),
          'Recorded beside what the platform said then',
        ),
      },
    }),
    async (c) => {
      const { photos, lng = null, lat = null, note = null, sample_id = null, ...rest } = c.req.valid('form');
      const ctx = contextOf(c, { ...rest, note, sample_id, photos: photos.map((p) => p.size) });
      const input = { ...rest, lng, lat, note, sample_id, photos: await bytesOf(photos) };
      return c.json(await recordSpot(ctx, c.get('services').storage, input), 201);
    },
  );
