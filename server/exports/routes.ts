import { z } from '@hono/zod-openapi';
import { contextOf, door, router } from '../platform/http.ts';
import { idParam } from '../platform/shapes.ts';
import { takeExport } from './queries.ts';
import { exportKinds, formats } from './rules.ts';

const types = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;
const file = { schema: z.string() };

export const exportRoutes = router().openapi(
  door('exports.take', {
    method: 'get',
    path: '/facilities/{id}/exports/{what}',
    tags: ['imports'],
    summary: 'What is on record of the facility as a file; noted in the audit log. ID numbers are masked',
    description:
      'Beds with their state of today, residents of now and of the past year, what happened to beds, attendance, visits; `all` as sheets of one workbook. Beds and residents may be imported again.',
    request: {
      params: idParam.extend({ what: z.enum([...exportKinds, 'all']) }),
      query: z.object({ format: z.enum(formats).default('xlsx'), lang: z.enum(['zh', 'en']).optional() }),
    },
    responses: {
      200: {
        description: 'A workbook, or CSV in UTF-8 with a mark',
        content: { [types.xlsx]: file, 'text/csv': file },
      },
    },
  }),
  async (c) => {
    const { id, what } = c.req.valid('param');
    const { format, lang = c.get('language') } = c.req.valid('query');
    const { name, ending, bytes } = await takeExport({ ...contextOf(c), language: lang }, id, what, format);
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': types[ending],
      'content-disposition': `attachment; filename="${what}.${ending}"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'cache-control': 'no-store',
    });
  },
);
