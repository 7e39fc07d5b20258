import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../server/platform/config.ts';
import { folderStorage, type Storage, s3Storage, sealedStorage, storageOf } from '../../server/platform/storage.ts';
import { createVault } from '../../server/platform/vault.ts';
import { startS3 } from '../support/s3.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiwei-files-'));
const vault = createVault(new Uint8Array(32).fill(7));
let s3: Awaited<ReturnType<typeof startS3>>;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(async () => {
  await s3.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function* pieces(...list: (string | Uint8Array)[]) {
  for (const one of list) yield Buffer.from(one as string);
}
async function read(store: Storage, key: string): Promise<Buffer | null> {
  const source = await store.get(key);
  if (!source) return null;
  const got: Uint8Array[] = [];
  for await (const bytes of source) got.push(bytes);
  return Buffer.concat(got);
}
const onDisk = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name));

describe.each<[string, () => Storage]>([
  ['a folder', () => folderStorage(folder)],
  ['an S3 store', () => s3Storage(s3.place)],
  ['a folder, sealed', () => sealedStorage(folderStorage(folder), vault.fileKey)],
  ['an S3 store, sealed', () => sealedStorage(s3Storage(s3.place), vault.fileKey)],
])('%s', (name, open) => {
  const store = () => open();
  const key = (last: string) => `430602/files/${name.replace(/\W+/g, '-').toLowerCase()}/${last}`;

  test('gives back what was put, and says when there is nothing', async () => {
    await store().put(key('one'), pieces('一份', '材料'));
    expect((await read(store(), key('one')))?.toString()).toBe('一份材料');
    expect(await store().get(key('none'))).toBeNull();
  });
  test('replaces what is put again, keeps an empty file, and forgets what is deleted, twice too', async () => {
    await store().put(key('two'), pieces('old'));
    await store().put(key('two'), pieces('new'));
    await store().put(key('empty'), pieces());
    expect((await read(store(), key('two')))?.toString()).toBe('new');
    expect((await read(store(), key('empty')))?.length).toBe(0);
    await store().delete(key('two'));
    await store().delete(key('two'));
    expect(await store().get(key('two'))).toBeNull();
  });
  test('takes files of every length around its own frames', async () => {
    for (const length of [1, 65_535, 65_536, 65_537, 131_072, 300_001]) {
      const bytes = Buffer.alloc(length, length % 251);
      await store().put(key('long'), pieces(bytes.subarray(0, 70_000), bytes.subarray(70_000)));
      expect((await read(store(), key('long')))?.equals(bytes), String(length)).toBe(true);
    }
  });
  test('keeps nothing of a file that broke off while it came', async () => {
    async function* broken() {
      yield Buffer.from('the first half');
      throw new Error('the line is cut');
    }
    await expect(store().put(key('half'), broken())).rejects.toThrow();
    expect(await store().get(key('half'))).toBeNull();
    expect(onDisk().filter((f) => f.endsWith('.part'))).toEqual([]);
  });
  test('writes nothing outside its own place', async () => {
    for (const bad of ['../x', '/etc/x', 'a//b', 'a/../b', 'A', ''])
      await expect((async () => store().put(bad, pieces('x')))()).rejects.toThrow();
  });
});

test('a sealed file shows nothing of its content, and opens neither changed, nor cut, nor moved, nor with another key', async () => {
  const plain = folderStorage(folder);
  const store = sealedStorage(plain, vault.fileKey);
  const text = 'HIV阴性'.repeat(20_000);
  await store.put('430602/files/aa/x', pieces(text));
  const file = onDisk().find((f) => f.endsWith('/aa/x'))!;
  const sealed = readFileSync(file);
  expect(sealed.includes('HIV阴性')).toBe(false);
  const attempts: [string, Buffer][] = [
    ['changed', Buffer.from(sealed.map((b, i) => (i === 70_000 ? b ^ 1 : b)))],
    ['cut at a frame', sealed.subarray(0, 20 + 65_552)],
    ['cut', sealed.subarray(0, 100)],
    [
      'frames swapped',
      Buffer.concat([
        sealed.subarray(0, 20),
        sealed.subarray(20 + 65_552, 20 + 2 * 65_552),
        sealed.subarray(20, 20 + 65_552),
        sealed.subarray(20 + 2 * 65_552),
      ]),
    ],
    ['not sealed', Buffer.from('plain text, put here by hand')],
  ];
  for (const [how, bytes] of attempts) {
    writeFileSync(file, bytes);
    await expect(read(store, '430602/files/aa/x'), how).rejects.toThrow();
  }
  writeFileSync(file, sealed);
  expect((await read(store, '430602/files/aa/x'))?.toString()).toBe(text);
  await plain.put('430602/files/aa/y', pieces(sealed));
  await expect(read(store, '430602/files/aa/y')).rejects.toThrow();
  const other = sealedStorage(plain, createVault(new Uint8Array(32).fill(8)).fileKey);
  await expect(read(other, '430602/files/aa/x')).rejects.toThrow();
});

test('what is signed with another secret is turned away by the store, and said to be a store that cannot be reached', async () => {
  const wrong = sealedStorage(s3Storage({ ...s3.place, secret: 'another' }), vault.fileKey);
  await expect(wrong.put('430602/files/bb/x', pieces('x'))).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'file_store_down',
  });
  expect(s3.refused).toContain('PUT /papers/430602/files/bb/x');
  s3.fail(true);
  const right = sealedStorage(s3Storage(s3.place), vault.fileKey);
  await expect(right.get('430602/files/bb/x')).rejects.toMatchObject({ code: 'file_store_down' });
  s3.fail(false);
  expect(await right.get('430602/files/bb/x')).toBeNull();
});

test('the store is chosen by configuration, which is checked whole', async () => {
  const env = {
    DATA_KEY: '07'.repeat(32),
    STORAGE_S3_ENDPOINT: s3.place.endpoint,
    STORAGE_S3_BUCKET: s3.place.bucket,
    STORAGE_S3_REGION: s3.place.region,
    STORAGE_S3_KEY: s3.place.key,
    STORAGE_S3_SECRET: s3.place.secret,
  };
  await storageOf(readConfig(env), vault).put('430602/files/cc/x', pieces('x'));
  expect([...s3.objects.keys()]).toContain('430602/files/cc/x');
  await storageOf(readConfig({ DATA_KEY: '07'.repeat(32), DATA_DIR: folder }), vault).put(
    '430602/files/dd/x',
    pieces('x'),
  );
  expect(onDisk()).toContain(join(folder, 'files/430602/files/dd/x'));
  expect(() => readConfig({ ...env, STORAGE_S3_SECRET: '', STORAGE_S3_BUCKET: 'No' })).toThrow(/STORAGE_S3_BUCKET/);
  expect(() => readConfig({ ...env, STORAGE_S3_SECRET: '' })).toThrow(/STORAGE_S3_SECRET: needed/);
});
