import { afterAll, beforeAll, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { reuseDocuments } from '../../server/documents/actions.ts';
import { Refusal } from '../../server/kernel/errors.ts';
import { type Actor, act } from '../../server/platform/context.ts';
import { finishUpload, startUpload, sweepUploads, takePiece } from '../../server/uploads/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openTestDistrict, person, queueUp, STREET, vault, type World, world } from '../support/district.ts';
import { pdf, sha256 } from '../support/files.ts';
import { testStorage } from '../support/storage.ts';

let database: TestDatabase;
let w: World;
let desk: Actor;
const elder = person();

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  await importApplicants(w.system, vault, [elder]);
  desk = await w.someone('desk', { street: STREET });
});
afterAll(() => database.drop());

async function sent(bytes: Uint8Array): Promise<string> {
  const facts = { type: 'bank_card' as const, title: null, issued_on: '2020-01-01', expires_on: null };
  const begun = await startUpload(w.as(desk), elder.applicant.id, {
    ...facts,
    size: bytes.length,
    sha256: sha256(bytes),
  });
  if (!('upload_id' in begun)) throw new Error('the file is known');
  await takePiece(w.as(desk), testStorage(), begun.upload_id, 0, bytes);
  return begun.upload_id;
}
const rows = (mark: Uint8Array) => database.ownerSql`select id from documents where sha256 = ${sha256(mark)}`;

test('two who finish one upload at once make one document', async () => {
  for (let i = 0; i < 5; i += 1) {
    const bytes = pdf(`one upload ${i}`);
    const id = await sent(bytes);
    const made = await Promise.all([1, 2, 3].map(() => finishUpload(w.as(desk), testStorage(), id)));
    expect(new Set(made.map((m) => m.document_id)).size).toBe(1);
    expect(await rows(bytes)).toHaveLength(1);
  }
});

test('two uploads of one file finished at once make one document', async () => {
  const bytes = pdf('two uploads');
  const ids = [await sent(bytes), await sent(bytes)];
  const made = await Promise.all(ids.map((id) => finishUpload(w.as(desk), testStorage(), id)));
  expect(new Set(made.map((m) => m.document_id)).size).toBe(1);
  expect(await rows(bytes)).toHaveLength(1);
});

test('one piece sent twice at once is taken once, and a sweep beside it takes nothing that is in use', async () => {
  const bytes = pdf('pieces'.repeat(2000));
  const facts = { type: 'photo' as const, title: null, issued_on: '2020-01-01', expires_on: null };
  const begun = await startUpload(w.as(desk), elder.applicant.id, {
    ...facts,
    type: 'consent',
    size: bytes.length,
    sha256: sha256(bytes),
  });
  const id = (begun as { upload_id: string }).upload_id;
  const [first, rest] = [bytes.subarray(0, 5000), bytes.subarray(5000)];
  await Promise.all([1, 2, 3].map(() => takePiece(w.as(desk), testStorage(), id, 0, first)));
  await Promise.all([takePiece(w.as(desk), testStorage(), id, 5000, rest), sweepUploads(w.system, testStorage())]);
  const [done] = await Promise.all([
    finishUpload(w.as(desk), testStorage(), id),
    sweepUploads(w.system, testStorage()),
  ]);
  await sweepUploads(w.system, testStorage());
  expect(await rows(bytes)).toMatchObject([{ id: done.document_id }]);
  expect(await testStorage().get(`${DISTRICT}/files/${sha256(bytes).slice(0, 2)}/${sha256(bytes)}`)).not.toBeNull();
});

test('a document used for one purpose by two at once is written down once', async () => {
  const officer = await w.someone('officer');
  const other = person();
  const [application] = (await queueUp(w, officer, [other])) as [string];
  const bytes = pdf('used');
  const facts = { type: 'id_card' as const, title: null, issued_on: '2020-01-01', expires_on: null };
  const begun = await startUpload(w.as(desk), other.applicant.id, {
    ...facts,
    size: bytes.length,
    sha256: sha256(bytes),
  });
  const id = (begun as { upload_id: string }).upload_id;
  await takePiece(w.as(desk), testStorage(), id, 0, bytes);
  await finishUpload(w.as(desk), testStorage(), id);
  const use = () =>
    act(
      w.as(officer),
      'deferrals.ask',
      async () => ({ district: DISTRICT, type: 'test', id: null, row: null }),
      async (tx) => {
        const ask = { applicantId: other.applicant.id, applicationId: application, purpose: 'application' };
        return { result: await reuseDocuments(tx, w.as(officer), { ...ask, types: ['id_card'], on: '2026-11-24' }) };
      },
    );
  const answers = await Promise.allSettled([use(), use(), use()]);
  expect(answers.map((a) => (a.status === 'rejected' ? a.reason instanceof Refusal : a.value))).toEqual([[], [], []]);
  expect(await database.ownerSql`select 1 from document_uses where application_id = ${application}`).toHaveLength(1);
});
