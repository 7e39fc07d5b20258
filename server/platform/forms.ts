import { z } from '@hono/zod-openapi';
import { PersonName, Text } from './shapes.ts';

/** More than a step needs; its rule says how many it takes. */
const MAX_FILES = 20;

/** A field that may come once, several times or not at all in a form. */
export const Files = z
  .union([z.instanceof(File), z.array(z.instanceof(File)).max(MAX_FILES)])
  .optional()
  .transform((f) => (f === undefined ? [] : [f].flat().filter((one) => one.size > 0)))
  .openapi({ type: 'array', items: { type: 'string', format: 'binary' } });
const Coordinate = z
  .string()
  .max(24)
  .transform((s) => (s.trim() === '' ? null : Number(s)))
  .pipe(z.number().min(-180).max(180).nullable())
  .optional()
  .openapi({ type: 'string' });
const People = z
  .union([PersonName, z.array(PersonName).max(6)])
  .transform((p) => [p].flat())
  .openapi({ type: 'array', items: { type: 'string' } });
export const visitForm = {
  visited_at: z.iso.datetime({ offset: true }),
  people: People,
  lng: Coordinate,
  lat: Coordinate,
  note: Text(1000).optional(),
  photos: Files,
};
export const bytesOf = (files: readonly File[]) =>
  Promise.all(files.map(async (f) => new Uint8Array(await f.arrayBuffer())));
export const form = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'multipart/form-data': { schema } },
});
