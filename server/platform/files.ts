import type { z } from 'zod';
import { Refusal } from '../kernel/errors.ts';

/** How a file is to be read comes beside it, percent-encoded, so that the body is the file and nothing else. */
export function optionsOf<T>(schema: z.ZodType<T>, text: string): T {
  const refuse = (detail: string) =>
    new Refusal('invalid', [
      { code: 'bad_field', values: { detail, detail_zh: '格式不符' }, pointer: '/header/import-options' },
    ]);
  let value: unknown;
  try {
    value = JSON.parse(decodeURIComponent(text));
  } catch {
    throw refuse('not percent-encoded JSON');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  if (read.error.issues.some((i) => i.path[0] === 'file_name'))
    throw new Refusal('invalid', [{ code: 'import_file_name', pointer: '/file_name' }]);
  throw refuse(read.error.issues[0]?.message.slice(0, 200) ?? '');
}

type Given = { req: { header(name: string): string | undefined; arrayBuffer(): Promise<ArrayBuffer> } };
export async function fileOf(c: Given): Promise<Buffer> {
  if (c.req.header('content-type') !== 'application/octet-stream')
    throw new Refusal('wrong_type', 'upload_content_type');
  // The guard has refused more than 20 MB by now, by its announced length or while it came.
  return Buffer.from(await c.req.arrayBuffer());
}
