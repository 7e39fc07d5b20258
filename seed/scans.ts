import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { refuseDocument, setDocumentRules, verifyDocument } from '../server/documents/actions.ts';
import type { DocumentType } from '../server/documents/rules.ts';
import { addDays, addMonths, type Day, startOfDay } from '../server/kernel/period.ts';
import type { Actor, Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import type { Storage } from '../server/platform/storage.ts';
import { finishUpload, startUpload, takePiece } from '../server/uploads/actions.ts';
import type { Plan } from './plan.ts';

/** document-rules v1: how long papers and their images are kept. */
const rules: Parameters<typeof setDocumentRules>[1] = {
  version: 'document-rules v1',
  effective: '[2023-01-01,)',
  docNo: '示例：材料保管规则 v1，待民政部门核定',
  rules: { expiring_days: 30, upload_hours: 72, keep_months: 60 },
};

/** A few people of the demonstration desk's street; enough to see every state a paper can be in. */
const PEOPLE = 6;

const chunk = (name: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(name), data]);
  const out = Buffer.alloc(8 + body.length);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), 4 + body.length);
  return out;
};

/** A drawn card: a head and some lines, in a shade of its own, so that no two scans are the same file. */
function png(shade: number, wide: boolean): Buffer {
  const [width, height] = wide ? [240, 152] : [150, 210];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const head = wide ? { x: 190, y: 56, r: 24 } : { x: 75, y: 82, r: 38 };
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.from([
      0,
      ...Array.from({ length: width }, (_, x) => {
        if (x < 3 || y < 3 || x >= width - 3 || y >= height - 3) return 2;
        if ((x - head.x) ** 2 + (y - head.y) ** 2 < head.r ** 2) return 1;
        const body = y > head.y + head.r + 6 && Math.abs(x - head.x) < head.r * 1.4 && y < height - 10;
        if (body) return 1;
        const line = wide && x > 16 && x < 130 - (y % 40) && y > 20 && y < 130 && y % 20 < 6;
        return line ? 2 : 0;
      }),
    ]),
  );
  const colours = Buffer.from([236 - (shade % 24), 240, 234 - (shade % 17), 120, 148, 140, 84, 100, 98]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One page of text that says what it is. */
export function pdf(text: string): Buffer {
  const stream = `BT /F1 16 Tf 40 220 Td (${text}) Tj 0 -28 Td (Demonstration data) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 298] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let out = '%PDF-1.4\n';
  const starts = objects.map((object, i) => {
    const start = out.length;
    out += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return start;
  });
  const table = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  out += starts.map((s) => `${String(s).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(`${out}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
}

type Scan = {
  type: DocumentType;
  bytes: Buffer;
  issuedOn: Day;
  expiresOn: Day | null;
  by: 'family' | 'desk';
  next: 'verify' | 'leave' | { refuse: string };
};

/** What the demonstration family and its desk have scanned, in every state a paper can be in. */
function scansOf(i: number, today: Day): Scan[] {
  const ago = (days: number) => addDays(today, -days);
  const card = { issuedOn: ago(900 + 31 * i), expiresOn: null };
  const common: Scan[] = [
    { type: 'id_card', bytes: png(2 * i, true), ...card, by: 'desk', next: 'verify' },
    { type: 'photo', bytes: png(2 * i + 1, false), issuedOn: ago(20 + i), expiresOn: null, by: 'desk', next: 'verify' },
  ];
  if (i > 0) return common;
  const report = { bytes: pdf('Medical report'), issuedOn: ago(40), expiresOn: addMonths(ago(40), 6) };
  const soon = { bytes: pdf('Authorisation'), issuedOn: ago(350), expiresOn: addDays(today, 15) };
  return [
    ...common,
    { type: 'medical_report', ...report, by: 'family', next: 'leave' },
    { type: 'authorisation', ...soon, by: 'family', next: 'verify' },
    {
      type: 'household_register',
      bytes: png(40, true),
      issuedOn: ago(200),
      expiresOn: null,
      by: 'family',
      next: { refuse: '照片反光，住址页看不清' },
    },
  ];
}

type Facts = Parameters<typeof verifyDocument>[2];
/** One paper through the product's own upload; null where the person has it already. */
export async function fileScan(
  ctx: Context,
  storage: Storage,
  person: string,
  { bytes, ...facts }: Facts & { bytes: Buffer },
): Promise<string | null> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const started = await startUpload(ctx, person, { ...facts, size: bytes.length, sha256 });
  if (!('upload_id' in started)) return null;
  await takePiece(ctx, storage, started.upload_id, 0, bytes);
  return (await finishUpload(ctx, storage, started.upload_id)).document_id;
}

/** Files the scans, each by whoever may, and sets the rule they are kept by. */
export async function fileScans(
  ctx: Context,
  storage: Storage,
  plan: Plan,
  accounts: ReadonlyMap<string, string>,
): Promise<void> {
  await setDocumentRules(ctx, rules);
  const helped = plan.accounts.find((a) => a.helps);
  const desk = plan.accounts.find((a) => a.role === 'desk');
  if (!helped?.helps || !desk) throw new Error('the demonstration has a family and a desk');
  const actor = (a: typeof helped): Actor => ({
    account: accounts.get(a.username) ?? null,
    name: a.displayName,
    strength: 2,
    memberships: [{ district: ctx.district, role: a.role, street: a.street, facility: a.facility }],
  });
  const hands = { family: actor(helped), desk: actor(desk) };
  const street = plan.applications.filter((a) => a.person.applicant.streetCode === desk.street).reverse();
  const others = street.map((a) => a.person.applicant.id).filter((id) => id !== helped.helps?.applicant);
  const people = [helped.helps.applicant, ...new Set(others)].slice(0, PEOPLE);
  for (const [i, person] of people.entries())
    for (const [k, scan] of scansOf(i, plan.today).entries()) {
      const filedOn = scan.issuedOn > addDays(plan.today, -12) ? scan.issuedOn : addDays(plan.today, -12);
      const clock = () => new Date(startOfDay(filedOn).getTime() + 9 * 3_600_000 + k * 240_000);
      const at = (who: Actor, ifMatch?: number): Context => ({
        ...ctx,
        actor: who,
        clock,
        requestId: newId(),
        ifMatch,
      });
      const facts = { type: scan.type, title: null, issued_on: scan.issuedOn, expires_on: scan.expiresOn };
      const document_id = await fileScan(at(hands[scan.by]), storage, person, { ...facts, bytes: scan.bytes });
      if (!document_id) continue;
      if (scan.next === 'verify') await verifyDocument(at(hands.desk, 1), document_id, facts);
      else if (scan.next !== 'leave') await refuseDocument(at(hands.desk, 1), document_id, scan.next.refuse);
    }
}
