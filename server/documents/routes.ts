import { Readable } from 'node:stream';
import { z } from '@hono/zod-openapi';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { refuseDocument, verifyDocument } from './actions.ts';
import { type ListedDocument, listDocuments, listReadings, openFile } from './queries.ts';
import { documentTypes } from './rules.ts';

const type = z.enum(documentTypes);
const By = z
  .object({ role: z.string(), office: z.string().nullable(), name: z.string().nullable(), self: z.boolean() })
  .openapi('Hand', { description: 'Role and office; the name only for staff' });
const Paper = z
  .object({
    id: Id,
    type,
    title: z.string().nullable(),
    issued_on: Day,
    expires_on: Day.nullable(),
    state: z.enum(['valid', 'expiring', 'unverified', 'expired', 'superseded', 'refused']),
    source: z.enum(['family', 'desk', 'data_share']),
    has_file: z.boolean(),
    content_type: z.string().nullable(),
    size: z.number().int().nullable(),
    uploaded_by: By.nullable(),
    created_at: At,
    verified_by: By.nullable(),
    verified_at: At.nullable(),
    refused_reason: z.string().nullable(),
    uses: z.array(z.object({ receipt_no: z.string(), purpose: z.string(), at: At })),
    version: z.number().int(),
  })
  .openapi('Document', { description: 'expires_on is the last day the paper holds' });

const show = ({ row: d, ...rest }: ListedDocument): z.infer<typeof Paper> => ({
  id: d.id,
  type: d.type,
  title: d.title,
  issued_on: d.issuedOn,
  expires_on: d.expiresOn,
  state: rest.state,
  source: d.source,
  has_file: d.sha256 !== null && d.fileRemovedAt === null,
  content_type: d.contentType,
  size: d.size,
  uploaded_by: rest.uploadedBy,
  created_at: d.createdAt.toISOString(),
  verified_by: rest.verifiedBy,
  verified_at: d.verifiedAt?.toISOString() ?? null,
  refused_reason: d.refusedReason,
  uses: rest.uses.map((u) => ({ receipt_no: u.receiptNo, purpose: u.purpose, at: u.at.toISOString() })),
  version: d.version,
});

const endings: Record<string, string> = { 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' };

export const documentRoutes = router()
  .openapi(
    door('documents.list', {
      method: 'get',
      path: '/applicants/{id}/documents',
      tags: ['documents'],
      summary: 'The library of a person: every paper collected once, and what it is worth today',
      request: { params: idParam },
      responses: { 200: json(z.object({ documents: z.array(Paper) }), 'By type, newest issue first') },
    }),
    async (c) => c.json({ documents: (await listDocuments(contextOf(c), c.req.valid('param').id)).map(show) }, 200),
  )
  .openapi(
    door('documents.readings', {
      method: 'get',
      path: '/applicants/{id}/documents/readings',
      tags: ['documents'],
      summary: 'Who opened or checked which paper, and when',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            readings: z.array(
              z.object({ at: At, document_id: Id, did: z.enum(['opened', 'verified', 'refused']), by: By.nullable() }),
            ),
          }),
          'Newest first, at most 200',
        ),
      },
    }),
    async (c) => {
      const rows = await listReadings(contextOf(c), c.req.valid('param').id);
      const readings = rows.map((r) => ({ at: r.at.toISOString(), document_id: r.document, did: r.did, by: r.by }));
      return c.json({ readings }, 200);
    },
  )
  .openapi(
    door('documents.open', {
      method: 'get',
      path: '/documents/{id}/file',
      tags: ['documents'],
      summary: 'The image of a paper; the reading is logged and shown to the person',
      request: {
        params: idParam,
        query: z.object({ as: z.enum(['inline', 'attachment']).default('attachment') }),
      },
      responses: {
        200: {
          description: 'PDF, JPEG or PNG',
          content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
        },
      },
    }),
    async (c) => {
      const { row, bytes } = await openFile(contextOf(c), c.get('services').storage, c.req.valid('param').id);
      const kind = row.contentType ?? 'application/octet-stream';
      return c.body(Readable.toWeb(Readable.from(bytes)) as ReadableStream, 200, {
        'content-type': kind,
        'content-length': String(row.size),
        // The name says the kind of paper and its day, never whose it is.
        'content-disposition': `${c.req.valid('query').as}; filename="${row.type}-${row.issuedOn}.${endings[kind] ?? 'bin'}"`,
        'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        'cache-control': 'no-store',
      });
    },
  )
  .openapi(
    door('documents.verify', {
      method: 'post',
      path: '/documents/{id}/verify',
      tags: ['documents'],
      summary: 'Confirm type and dates against the paper itself',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            type,
            title: Text(60).nullable().default(null),
            issued_on: Day,
            expires_on: Day.nullable().default(null),
          }),
        ),
      },
      responses: { 200: json(z.object({ version: z.number().int() }), 'Verified') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await verifyDocument(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('documents.refuse', {
      method: 'post',
      path: '/documents/{id}/refuse',
      tags: ['documents'],
      summary: 'Do not take a paper, with a reason the family reads',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(z.object({ version: z.number().int() }), 'Not taken') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await refuseDocument(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  );
