import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Seals small secrets (ID numbers, phones, TOTP seeds) and makes blind indexes of them. */
export type Vault = {
  seal(text: string): Uint8Array;
  open(sealed: Uint8Array): string;
  digest(text: string): Uint8Array;
  /** HMAC-SHA-256 under a key of this purpose alone: what is signed for one purpose is worth nothing for another. */
  sign(purpose: string, bytes: Uint8Array): Uint8Array;
  /** the key under which files are sealed, see sealing.ts */
  fileKey: Uint8Array;
};

const IV = 12;
const TAG = 16;

/**
 * AES-256-GCM with a random nonce, and HMAC-SHA-256 for equality search, under two keys derived from one master key.
 * @param master 32 bytes; losing it loses the sealed data, so the backup drill in the README includes it
 * @throws when a sealed value was changed or another key made it
 */
export function createVault(master: Uint8Array): Vault {
  if (master.length !== 32) throw new Error('the data key must be 32 bytes');
  const key = (info: string) => new Uint8Array(hkdfSync('sha256', master, new Uint8Array(0), info, 32));
  const sealing = key('yiwei seal v1');
  const indexing = key('yiwei blind index v1');
  return {
    seal(text) {
      const iv = randomBytes(IV);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },
    open(sealed) {
      const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(0, IV));
      decipher.setAuthTag(sealed.subarray(IV, IV + TAG));
      return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()]).toString('utf8');
    },
    fileKey: key('yiwei files v1'),
    digest: (text) => createHmac('sha256', indexing).update(text).digest(),
    sign: (purpose, bytes) =>
      createHmac('sha256', key(`yiwei sign v1 ${purpose}`))
        .update(bytes)
        .digest(),
  };
}
