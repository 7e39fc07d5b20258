import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentsOf, reuseDocuments } from '../../server/documents/actions.ts';
import { act } from '../../server/platform/context.ts';
import { sweepUploads } from '../../server/uploads/actions.ts';
import { DISTRICT } from '../support/district.ts';
import { jpg, pdf, png } from '../support/files.ts';
import { type Library, type Listed, openLibrary } from '../support/library.ts';
import { testStorage } from '../support/storage.ts';

type Who = Parameters<Library['ask']>[0];
let l: Library;
beforeAll(async () => {
  l = await openLibrary();
});
afterAll(() => l.database.drop());

describe('the library', () => {
  test('a desk verifies against the paper; a family cannot, and one that has run out is not verified', async () => {
    const id = await l.file('family', jpg('card'), {
      type: 'disability_card',
      issued_on: '2020-02-02',
      expires_on: '2030-02-02',
    });
    const facts = { type: 'disability_card', issued_on: '2020-02-03', expires_on: '2026-12-10' };
    const verify = (who: Who, body: object, version = 1) =>
      l.ask(who, 'POST', `/documents/${id}/verify`, body, { 'if-match': `"${version}"` });
    expect((await verify('family', facts)).status).toBe(403);
    expect((await verify('otherDesk', facts)).status).toBe(403);
    expect(await verify('desk', { ...facts, expires_on: '2026-11-01' })).toMatchObject({
      status: 422,
      body: { code: 'document_expired' },
    });
    expect(await verify('desk', facts)).toMatchObject({ status: 200, body: { version: 2 } });
    expect((await verify('officer', facts)).status).toBe(412);
    expect(await l.one('family', id)).toMatchObject({
      state: 'expiring',
      issued_on: '2020-02-03',
      verified_by: { role: 'desk', office: '岳阳楼街道', name: null, self: false },
      uploaded_by: { role: 'family', self: true },
    });
    expect(await l.one('officer', id)).toMatchObject({ verified_by: { name: 'desk' } });
  });

  test('a newer issue takes the place of the older once it is verified', async () => {
    const old = await l.file('desk', pdf('old card'), { type: 'id_card', issued_on: '2016-01-01' });
    const verify = (id: string, issued_on: string) =>
      l.ask('officer', 'POST', `/documents/${id}/verify`, { type: 'id_card', issued_on }, { 'if-match': '"1"' });
    expect((await verify(old, '2016-01-01')).status).toBe(200);
    const fresh = await l.file('family', pdf('new card'), { type: 'id_card', issued_on: '2026-11-01' });
    expect(await l.one('desk', old)).toMatchObject({ state: 'valid' });
    expect(await l.one('desk', fresh)).toMatchObject({ state: 'unverified' });
    await verify(fresh, '2026-11-01');
    expect(await l.one('desk', old)).toMatchObject({ state: 'superseded' });
    expect(await l.one('desk', fresh)).toMatchObject({ state: 'valid' });
  });

  test('a paper that is not taken says why, and the same file is not taken again', async () => {
    const bytes = png('glare');
    const id = await l.file('family', bytes, { type: 'marriage_certificate', issued_on: '1975-01-01' });
    const refuse = (body: object) => l.ask('desk', 'POST', `/documents/${id}/refuse`, body, { 'if-match': '"1"' });
    expect((await refuse({ reason: ' ' })).status).toBe(422);
    expect((await refuse({ reason: '照片反光' })).status).toBe(200);
    expect(await l.one('family', id)).toMatchObject({ state: 'refused', refused_reason: '照片反光' });
    const again = await l.announce('family', bytes, { type: 'marriage_certificate', issued_on: '1975-01-01' });
    expect(again).toMatchObject({ status: 409, body: { code: 'document_refused' } });
    expect(again.body.detail_zh).toContain('照片反光');
  });

  test('valid papers are used again, written down once, and only the rest is asked for', async () => {
    await l.file('desk', pdf('hardship'), {
      type: 'hardship_proof',
      issued_on: '2026-01-05',
      expires_on: '2026-12-31',
    });
    const reuse = (on: string, types: Parameters<typeof reuseDocuments>[2]['types']) =>
      act(
        l.w.as(l.actors.officer),
        'deferrals.ask',
        async () => ({ district: DISTRICT, type: 'test', id: null, row: null }),
        async (tx) => ({
          result: await reuseDocuments(tx, l.w.as(l.actors.officer), {
            applicantId: l.elder,
            applicationId: l.application,
            purpose: 'application',
            types,
            on,
          }),
        }),
      );
    expect(await reuse('2026-11-24', ['id_card', 'hardship_proof', 'guardianship'])).toEqual([
      { type: 'guardianship', why: 'absent' },
    ]);
    expect(await reuse('2026-11-24', ['id_card', 'hardship_proof'])).toEqual([]);
    expect(await reuse('2027-01-01', ['hardship_proof'])).toEqual([
      { type: 'hardship_proof', why: 'expired', since: '2027-01-01' },
    ]);
    const used = (await l.library('family')).filter((d) => (d.uses as unknown[]).length > 0);
    expect(
      used.map((d) => [d.type, (d.uses as { receipt_no: string; purpose: string }[]).map((u) => u.purpose)]),
    ).toEqual([
      ['id_card', ['application']],
      ['hardship_proof', ['application']],
    ]);
    await expect(
      l.database.sql.begin(async (tx) => {
        await tx`select set_config('yiwei.district', ${DISTRICT}, true)`;
        await tx`update document_uses set purpose = 'x'`;
      }),
    ).rejects.toMatchObject({ code: '42501' });
  });

  test('every opening is written down and shown to the person by role and office, before a byte is read', async () => {
    const id = await l.file('family', jpg('report'), { type: 'medical_report', issued_on: '2026-11-02' });
    for (const who of ['desk', 'officer', 'family'] as const)
      expect((await l.ask(who, 'GET', `/documents/${id}/file`)).status).toBe(200);
    expect((await l.ask('otherDesk', 'GET', `/documents/${id}/file`)).status).toBe(403);
    const { body } = await l.ask('family', 'GET', `/applicants/${l.elder}/documents/readings`);
    const readings = (body.readings as { document_id: string; did: string; by: object }[]).filter(
      (r) => r.document_id === id,
    );
    expect(readings.map((r) => ({ did: r.did, by: r.by }))).toEqual([
      { did: 'opened', by: { role: 'family', office: null, name: null, self: true } },
      { did: 'opened', by: { role: 'officer', office: null, name: null, self: false } },
      { did: 'opened', by: { role: 'desk', office: '岳阳楼街道', name: null, self: false } },
    ]);
    const staff = await l.ask('inspector', 'GET', `/applicants/${l.elder}/documents/readings`);
    expect((staff.body.readings as { by: object }[])[1]!.by).toMatchObject({ role: 'officer', name: 'officer' });
  });

  test('another family, another street, an institution and a partner department reach none of it', async () => {
    const [{ id }] = (await l.library('family')) as [Listed];
    const bytes = png('intruder');
    for (const who of ['stranger', 'otherDesk', 'nurse', 'partner'] as const) {
      const paths = [
        `/applicants/${l.elder}/documents`,
        `/applicants/${l.elder}/documents/readings`,
        `/documents/${id}/file`,
      ];
      for (const path of paths) expect((await l.ask(who, 'GET', path)).status, `${who} ${path}`).toBe(403);
      expect((await l.announce(who, bytes, { type: 'photo', issued_on: '2026-01-01' })).status, who).toBe(403);
    }
    const own = (await l.announce('family', bytes, { type: 'photo', issued_on: '2026-01-01' })).body
      .upload_id as string;
    for (const who of ['stranger', 'otherDesk'] as const) {
      expect((await l.send(who, own, 0, bytes)).status).toBe(403);
      expect((await l.ask(who, 'GET', `/uploads/${own}`)).status).toBe(403);
      expect((await l.ask(who, 'DELETE', `/uploads/${own}`)).status).toBe(403);
    }
    await l.ask('family', 'DELETE', `/uploads/${own}`);
    // An officer reads and checks, and leaves the bringing to the family and the desk.
    expect((await l.announce('officer', bytes, { type: 'photo', issued_on: '2026-01-01' })).status).toBe(403);
  });

  test('an image is kept as long as the rule says after its paper stopped counting, and its record for good', async () => {
    const storage = testStorage();
    const id = await l.file(
      'otherDesk',
      pdf('old proof'),
      { type: 'income_proof', issued_on: '2026-10-01', expires_on: '2026-11-30' },
      l.far,
    );
    const whose = async () => {
      const rows = await l.database
        .ownerSql`select file_removed_at is null as kept, sha256 from documents where id = ${id}`;
      return rows[0] as unknown as { kept: boolean; sha256: string };
    };
    const key = async () => `${DISTRICT}/files/${(await whose()).sha256.slice(0, 2)}/${(await whose()).sha256}`;
    const before = l.w.time.now;
    l.w.time.now = new Date('2027-05-29T02:00:00Z');
    await sweepUploads(l.w.system, storage);
    expect((await whose()).kept).toBe(true);
    l.w.time.now = new Date('2027-05-31T02:00:00Z');
    expect((await sweepUploads(l.w.system, storage)).images).toBe(1);
    expect((await whose()).kept).toBe(false);
    expect(await storage.get(await key())).toBeNull();
    const cookie = await l.product.cookieOf(l.actors.otherDesk);
    expect(await l.product.ask('GET', `/api/v1/documents/${id}/file`, { cookie })).toMatchObject({
      status: 404,
      body: { code: 'document_no_file' },
    });
    l.w.time.now = before;
    // Somebody with an application under way keeps everything.
    expect(
      await l.database
        .ownerSql`select 1 from documents where applicant_id = ${l.elder} and file_removed_at is not null`,
    ).toHaveLength(0);
    const rows = await act(
      l.w.system,
      'uploads.sweep',
      async () => ({ district: DISTRICT, type: 'test', id: null, row: null }),
      async (tx) => ({ result: await documentsOf(tx, DISTRICT, l.far) }),
    );
    expect(rows).toHaveLength(1);
  });
});
