import { z } from '@hono/zod-openapi';
import { Refusal } from '../kernel/errors.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam, Text } from '../platform/shapes.ts';
import { cancelUpload, finishUpload, readUpload, startUpload, takePiece } from './actions.ts';
import { uploadTypes } from './rules.ts';

const Bytes = z.number().int().min(0);
const Done = z.object({ document_id: Id, known: z.boolean() });

/**
 * A file comes in pieces of at most 1 MB: announce it, send each piece at the offset it begins at, finish. After a
 * broken connection ask how far it has come and go on from there.
 */
export const uploadRoutes = router()
  .openapi(
    door('uploads.send', {
      method: 'post',
      path: '/applicants/{id}/uploads',
      tags: ['documents'],
      summary: 'Announce a file of a paper: PDF, JPG or PNG up to 10 MB',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            type: z.enum(uploadTypes),
            title: Text(60).nullable().default(null),
            issued_on: Day,
            expires_on: Day.nullable().default(null),
            size: Bytes,
            sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
          }),
        ),
      },
      responses: {
        200: json(Done, 'The same file is in the library already; nothing to send'),
        201: json(z.object({ upload_id: Id, received: Bytes }), 'Send the pieces'),
      },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const started = await startUpload(contextOf(c, input), c.req.valid('param').id, input);
      return 'upload_id' in started ? c.json(started, 201) : c.json(started, 200);
    },
  )
  .openapi(
    door('uploads.send', {
      method: 'get',
      path: '/uploads/{id}',
      tags: ['documents'],
      summary: 'How far an upload has come',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            received: Bytes,
            size: Bytes,
            expires_at: At,
            ended: z.boolean(),
            document_id: Id.nullable(),
          }),
          'Go on from `received`',
        ),
      },
    }),
    async (c) => {
      const u = await readUpload(contextOf(c), c.req.valid('param').id);
      const ended = u.endedAt !== null || u.expiresAt <= c.get('services').clock();
      const at = { received: u.received, size: u.size, expires_at: u.expiresAt.toISOString() };
      return c.json({ ...at, ended, document_id: u.documentId }, 200);
    },
  )
  .openapi(
    door('uploads.send', {
      method: 'put',
      path: '/uploads/{id}',
      tags: ['documents'],
      summary: 'Send the piece that begins at this offset (application/octet-stream, at most 1 MB)',
      request: { params: idParam, query: z.object({ offset: z.coerce.number().int().min(0) }) },
      responses: { 200: json(z.object({ received: Bytes }), 'So much is here') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { offset } = c.req.valid('query');
      if (c.req.header('content-type') !== 'application/octet-stream')
        throw new Refusal('wrong_type', 'upload_content_type');
      // The guard has refused more than a piece by now, by its announced length or while it came.
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      return c.json(await takePiece(contextOf(c), c.get('services').storage, id, offset, bytes), 200);
    },
  )
  .openapi(
    door('uploads.send', {
      method: 'post',
      path: '/uploads/{id}/finish',
      tags: ['documents'],
      summary: 'Make the document of a complete upload; finishing twice makes one',
      request: { params: idParam },
      responses: { 200: json(Done, 'In the library') },
    }),
    async (c) => c.json(await finishUpload(contextOf(c), c.get('services').storage, c.req.valid('param').id), 200),
  )
  .openapi(
    door('uploads.send', {
      method: 'delete',
      path: '/uploads/{id}',
      tags: ['documents'],
      summary: 'Give an upload up',
      request: { params: idParam },
      responses: { 200: json(z.object({ cancelled: z.literal(true) }), 'Its pieces are gone') },
    }),
    async (c) => c.json(await cancelUpload(contextOf(c), c.get('services').storage, c.req.valid('param').id), 200),
  );
