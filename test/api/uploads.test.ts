import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepUploads } from '../../server/uploads/actions.ts';
import { DISTRICT } from '../support/district.ts';
import { heic, jpg, pdf, png, sha256 } from '../support/files.ts';
import { type Library, openLibrary } from '../support/library.ts';
import { testStorage } from '../support/storage.ts';

let l: Library;
beforeAll(async () => {
  l = await openLibrary();
});
afterAll(() => l.database.drop());

describe('a file in pieces', () => {
  test('goes on after a broken connection where it stopped, and is the same file byte for byte', async () => {
    const bytes = png('household register', 900_000);
    const begun = await l.announce('family', bytes, { type: 'household_register', issued_on: '2019-05-06' });
    const id = begun.body.upload_id as string;
    expect(begun).toMatchObject({ status: 201, body: { received: 0 } });
    expect(await l.send('family', id, 0, bytes.subarray(0, 300_000))).toMatchObject({ body: { received: 300_000 } });
    // The answer to this piece is lost; the phone sends it again and is told the same.
    expect(await l.send('family', id, 0, bytes.subarray(0, 300_000))).toMatchObject({
      status: 200,
      body: { received: 300_000 },
    });
    expect(await l.send('family', id, 600_000, bytes.subarray(600_000))).toMatchObject({
      status: 409,
      body: { code: 'upload_offset', reasons: [{ values: { received: 300_000 } }] },
    });
    expect(await l.ask('family', 'POST', `/uploads/${id}/finish`)).toMatchObject({
      status: 409,
      body: { code: 'upload_incomplete' },
    });
    const where = await l.ask('family', 'GET', `/uploads/${id}`);
    expect(where.body).toMatchObject({ received: 300_000, size: bytes.length, ended: false, document_id: null });
    // The desk of the street may go on with it at the counter.
    expect((await l.send('desk', id, 300_000, bytes.subarray(300_000))).status).toBe(200);
    const done = await l.ask('family', 'POST', `/uploads/${id}/finish`);
    expect(done).toMatchObject({ status: 200, body: { known: false } });
    const again = await l.ask('family', 'POST', `/uploads/${id}/finish`);
    expect(again.body).toEqual({ document_id: done.body.document_id, known: true });
    const got = await l.raw('family', `/documents/${done.body.document_id}/file?as=inline`);
    expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline; filename="household_register-2019-05-06.png"',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(/^sandbox;/),
    });
    expect(await l.one('family', done.body.document_id as string)).toMatchObject({
      state: 'unverified',
      source: 'family',
      has_file: true,
      size: bytes.length,
      content_type: 'image/png',
    });
  });

  test('is refused before it is sent when it is too large, empty, expired or not dated right', async () => {
    const say = async (extra: object) =>
      l.ask('family', 'POST', `/applicants/${l.elder}/uploads`, {
        type: 'id_card',
        issued_on: '2020-01-01',
        size: 1000,
        sha256: 'a'.repeat(64),
        ...extra,
      });
    const large = await say({ size: 10 * 1024 * 1024 + 1 });
    expect(large).toMatchObject({ status: 413, body: { code: 'file_too_large' } });
    expect(large.body.detail_zh).toMatch(/超过 10 MB/);
    expect(large.body.detail_en).toMatch(/larger than 10 MB/);
    expect(await say({ size: 0 })).toMatchObject({ status: 422, body: { code: 'file_empty' } });
    expect(await say({ expires_on: '2026-11-23' })).toMatchObject({ status: 422, body: { code: 'document_expired' } });
    expect(await say({ issued_on: '2026-12-01' })).toMatchObject({ status: 422, body: { code: 'date_in_future' } });
    expect(await say({ type: 'passport' })).toMatchObject({ status: 422 });
    expect(await say({ sha256: 'A' })).toMatchObject({ status: 422 });
  });

  test('is refused while it is sent when it grows beyond what was announced, or a piece is too large', async () => {
    const bytes = png('grows');
    const id = (await l.announce('family', bytes, { type: 'bank_card', issued_on: '2020-01-01' })).body
      .upload_id as string;
    expect(await l.send('family', id, 0, Buffer.concat([bytes, bytes]))).toMatchObject({
      status: 413,
      body: { code: 'upload_too_much' },
    });
    expect(await l.send('family', id, 0, Buffer.alloc(1024 * 1024 + 1))).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
    const stream = new ReadableStream({
      pull(c) {
        c.enqueue(new Uint8Array(300_000));
      },
    });
    const endless = await l.send('family', id, 0, stream);
    expect(endless.status).toBe(413);
    expect((await l.ask('family', 'GET', `/uploads/${id}`)).body.received).toBe(0);
    expect((await l.ask('family', 'DELETE', `/uploads/${id}`)).body).toEqual({ cancelled: true });
    expect(await l.send('family', id, 0, bytes)).toMatchObject({ status: 409, body: { code: 'upload_ended' } });
  });

  test.each<[string, Uint8Array, string, string]>([
    ['a photo that is not a photo', Buffer.from('hello, I am photo.jpg'), 'photo', 'photo_not_image'],
    ['a scan as a photo', pdf('p'), 'photo', 'photo_not_image'],
    ['a web page', Buffer.from('<script>alert(1)</script>'), 'id_card', 'file_kind'],
    ['a HEIC photo', heic(), 'id_card', 'file_heic'],
  ])('is refused at its first piece when it is %s, with a sentence', async (_, bytes, type, code) => {
    const id = (await l.announce('family', bytes, { type, issued_on: '2026-01-01' })).body.upload_id as string;
    const answer = await l.send('family', id, 0, bytes);
    expect(answer).toMatchObject({ status: 415, body: { code } });
    expect(answer.body.detail_zh).toMatch(/[。]$/);
    await l.ask('family', 'DELETE', `/uploads/${id}`);
  });

  test('is refused at the end when it is half a picture, or not the bytes that were announced', async () => {
    const half = jpg('half').subarray(0, 80);
    const id = (await l.announce('family', half, { type: 'id_card', issued_on: '2020-01-01' })).body
      .upload_id as string;
    await l.send('family', id, 0, half);
    expect(await l.ask('family', 'POST', `/uploads/${id}/finish`)).toMatchObject({
      status: 415,
      body: { code: 'file_damaged' },
    });
    await l.ask('family', 'DELETE', `/uploads/${id}`);
    const other = (await l.announce('family', png('aaa'), { type: 'id_card', issued_on: '2020-01-01' })).body
      .upload_id as string;
    await l.send('family', other, 0, png('bbb'));
    expect(await l.ask('family', 'POST', `/uploads/${other}/finish`)).toMatchObject({
      status: 422,
      body: { code: 'upload_damaged' },
    });
    await l.ask('family', 'DELETE', `/uploads/${other}`);
  });

  test('that is in the library already is not sent again and stays one document', async () => {
    const bytes = pdf('veteran');
    const id = await l.file('family', bytes, { type: 'veteran_card', issued_on: '2018-01-01' });
    const again = await l.announce('desk', bytes, { type: 'veteran_card', issued_on: '2018-01-01' });
    expect(again).toMatchObject({ status: 200, body: { document_id: id, known: true } });
    expect((await l.library('family')).filter((d) => d.type === 'veteran_card')).toHaveLength(1);
    // The same paper of another person is that person's own document.
    expect(await l.file('stranger', bytes, { type: 'veteran_card', issued_on: '2018-01-01' }, l.neighbour)).not.toBe(
      id,
    );
  });

  test('that nobody finishes goes with its time, and what it left in the store is swept', async () => {
    const bytes = png('left', 1000);
    const storage = testStorage();
    const id = (await l.announce('family', bytes, { type: 'consent', issued_on: '2026-01-01' })).body
      .upload_id as string;
    await l.send('family', id, 0, bytes.subarray(0, 500));
    const piece = `${DISTRICT}/uploads/${id}/0`;
    const orphan = `${DISTRICT}/files/${sha256(bytes).slice(0, 2)}/${sha256(bytes)}`;
    // As if the process had died between storing the file and committing its row.
    await storage.put(
      orphan,
      (async function* () {
        yield bytes;
      })(),
    );
    await sweepUploads(l.w.system, storage);
    expect(await storage.get(piece)).not.toBeNull();
    l.w.time.now = new Date(l.w.time.now.getTime() + 49 * 3_600_000);
    try {
      await l.signIn();
      expect(await l.send('family', id, 500, bytes.subarray(500))).toMatchObject({
        status: 409,
        body: { code: 'upload_ended' },
      });
      expect((await sweepUploads(l.w.system, storage)).uploads).toBeGreaterThan(0);
      expect(await storage.get(piece)).toBeNull();
      expect(await storage.get(orphan)).toBeNull();
      expect((await sweepUploads(l.w.system, storage)).uploads).toBe(0);
    } finally {
      l.w.time.now = new Date(l.w.time.now.getTime() - 49 * 3_600_000);
      await l.signIn();
    }
  });
});

test('a paper whose image had to go is handed in again as the same file, and has its image again', async () => {
  const bytes = png('a bank card');
  const facts = { type: 'bank_card', issued_on: '2026-01-01' } as const;
  const id = await l.file('family', bytes, facts);
  await l.database.ownerSql`update documents set file_removed_at = now() where id = ${id}`;
  expect(await l.file('family', bytes, facts)).toBe(id);
  expect((await l.raw('family', `/documents/${id}/file?as=inline`)).status).toBe(200);
});
