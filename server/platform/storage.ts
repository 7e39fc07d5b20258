import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { S3mini } from 's3mini';
import { Refusal } from '../kernel/errors.ts';
import type { Config } from './config.ts';
import { newId } from './ids.ts';
import { type Bytes, seal, unseal } from './sealing.ts';
import type { Vault } from './vault.ts';

/**
 * Files by key, e.g. '430602/files/ab/abcd…'. A file is there whole or not at all; putting it again replaces it.
 * Whoever puts one writes down the key first, so that what never came to be used can be found and deleted.
 */
export type Storage = {
  put(key: string, source: Bytes): Promise<void>;
  /** @returns null when there is none; the stream fails where the file was changed */
  get(key: string): Promise<Bytes | null>;
  /** Deleting what is not there is fine. */
  delete(key: string): Promise<void>;
};

const KEY = /^[0-9a-z][0-9a-z-]*(\/[0-9a-z][0-9a-z-]*)*$/;
const named = (key: string) => {
  if (!KEY.test(key)) throw new Error('not a storage key');
  return key;
};

/** A folder on this machine: written beside, flushed, then renamed into place. */
export function folderStorage(root: string): Storage {
  const place = (key: string) => join(root, named(key));
  return {
    async put(key, source) {
      const file = place(key);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const beside = `${file}.${newId()}.part`;
      try {
        const handle = await open(beside, 'wx', 0o600);
        try {
          for await (const bytes of source) await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(beside, file);
      } catch (error) {
        await rm(beside, { force: true });
        throw error;
      }
    },
    async get(key) {
      const stream = createReadStream(place(key));
      const there = await new Promise<boolean>((done, fail) => {
        stream.once('open', () => done(true));
        stream.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? done(false) : fail(error)));
      });
      return there ? stream : null;
    },
    delete: (key) => rm(place(key), { force: true }),
  };
}

export type S3Place = { endpoint: string; bucket: string; region: string; key: string; secret: string };

/** Any store that speaks S3, addressed by path. Files are at most a few MB, so each is one signed request. */
export function s3Storage({ endpoint, bucket, region, key: accessKeyId, secret }: S3Place): Storage {
  const store = new S3mini({
    endpoint: `${endpoint.replace(/\/+$/, '')}/${bucket}`,
    region,
    accessKeyId,
    secretAccessKey: secret,
    requestAbortTimeout: 20_000,
  });
  return {
    async put(key, source) {
      const pieces: Uint8Array[] = [];
      for await (const bytes of source) pieces.push(bytes);
      await store.putObject(named(key), Buffer.concat(pieces), 'application/octet-stream');
    },
    async get(key) {
      const answer = await store.getObjectResponse(named(key));
      return (answer?.body as Bytes | null | undefined) ?? null;
    },
    async delete(key) {
      await store.deleteObject(named(key));
    },
  };
}

/** Everything sealed before it reaches the store: neither a lost disk nor the keeper of the store can read a paper. */
export function sealedStorage(store: Storage, fileKey: Uint8Array): Storage {
  const failed = (error: unknown): never => {
    if (error instanceof Refusal) throw error;
    throw new Refusal('unavailable', 'file_store_down');
  };
  return {
    put: (key, source) => store.put(key, seal(fileKey, key, source)).catch(failed),
    get: async (key) => {
      const sealed = await store.get(key).catch(failed);
      return sealed && unseal(fileKey, key, sealed);
    },
    delete: (key) => store.delete(key).catch(failed),
  };
}

/** The store the configuration names: S3 where one is given, else a folder beside the data key. */
export function storageOf(config: Config, vault: Vault): Storage {
  const { STORAGE_S3_ENDPOINT: endpoint, STORAGE_S3_BUCKET: bucket, STORAGE_S3_REGION: region } = config;
  const { STORAGE_S3_KEY: key, STORAGE_S3_SECRET: secret } = config;
  const given = endpoint && bucket && key && secret;
  const store = given
    ? s3Storage({ endpoint, bucket, region, key, secret })
    : folderStorage(join(config.dataDir, 'files'));
  return sealedStorage(store, vault.fileKey);
}
