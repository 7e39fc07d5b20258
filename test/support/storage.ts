import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { folderStorage, type Storage, sealedStorage } from '../../server/platform/storage.ts';
import type { Vault } from '../../server/platform/vault.ts';
import { vault as ownVault } from './district.ts';

/** The files of this test run: one folder for all its processes, since they share the seeded district too. */
const filesFolder = (template: string): string => join(tmpdir(), `${template}-files`);

/** The store as in use: a folder, sealed. */
export const testStorage = (vault: Vault = ownVault): Storage =>
  sealedStorage(folderStorage(filesFolder(inject('database').template)), vault.fileKey);
