import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { endLandmark, listLandmarks, setLandmarks } from './actions.ts';
import { kindsOfLandmark } from './rules.ts';

const tags = ['landmarks'];
const facts = {
  kind: z.enum(kindsOfLandmark),
  name: Text(40).min(1),
  lng: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  accuracy_m: z.number().int().min(1).max(20_000),
  source: Text(100).min(1),
};
const Landmark = z
  .object({
    id: Id,
    ...facts,
    names: z
      .array(z.object({ name: z.string(), pinyin: z.string(), initials: z.string() }))
      .openapi({ description: 'the name itself first, then what else people say' }),
  })
  .openapi('Landmark');

/** Named places people say instead of an address. */
export const landmarkRoutes = router()
  .openapi(
    door('landmarks.read', {
      method: 'get',
      path: '/landmarks',
      tags,
      summary: 'Stations, hospitals, roads and other places people know, with their former and short names',
      responses: { 200: json(z.object({ landmarks: z.array(Landmark) }), 'By name; a road stands at its middle') },
    }),
    async (c) => {
      const rows = await listLandmarks(contextOf(c));
      const landmarks = rows.map(({ id, kind, name, names, lng, lat, accuracyM, source }) => ({
        id,
        kind,
        name,
        names,
        lng,
        lat,
        accuracy_m: accuracyM,
        source,
      }));
      c.header('cache-control', 'public, max-age=300');
      return c.json({ landmarks }, 200);
    },
  )
  .openapi(
    door('landmarks.set', {
      method: 'post',
      path: '/landmarks',
      tags,
      summary: 'A named place; one of the same name on record gives way to it',
      request: {
        body: body(z.strictObject({ ...facts, aliases: z.array(Text(40).min(1)).max(12) }).openapi('NewLandmark')),
      },
      responses: { 201: json(z.object({ landmark_id: Id }), 'On record') },
    }),
    async (c) => {
      const { accuracy_m, ...rest } = c.req.valid('json');
      const input = { ...rest, accuracyM: accuracy_m };
      const { landmarks } = await setLandmarks(contextOf(c, input), [input]);
      return c.json({ landmark_id: landmarks[0] as string }, 201);
    },
  )
  .openapi(
    door('landmarks.end', {
      method: 'post',
      path: '/landmarks/{id}/end',
      tags,
      summary: 'Take a named place out of the search',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(z.object({ ended: z.literal(true) }), 'Out of the search') },
    }),
    async (c) => {
      const { reason } = c.req.valid('json');
      return c.json(await endLandmark(contextOf(c, { reason }), c.req.valid('param').id, reason), 200);
    },
  );
