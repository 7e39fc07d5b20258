import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Bytes as they come; every piece may have any length. */
export type Bytes = AsyncIterable<Uint8Array>;

const MAGIC = Buffer.from('YWF1');
const SALT = 16;
const TAG = 16;
const FRAME = 64 * 1024;

/** A frame's number and whether it is the last one: frames can be neither swapped nor left off unnoticed. */
function nonce(index: number, last: boolean): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(index, 7);
  iv[11] = last ? 1 : 0;
  return iv;
}

const keyFor = (master: Uint8Array, salt: Uint8Array) =>
  new Uint8Array(hkdfSync('sha256', master, salt, 'yiwei file v1', 32));

/** Cuts a stream into pieces of exactly `size`; the last may be shorter, and is empty only when all is. */
async function* cut(source: Bytes, size: number): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let held = Buffer.alloc(0);
  for await (const bytes of source) {
    held = held.length ? Buffer.concat([held, bytes]) : Buffer.from(bytes);
    // A full piece waits until something follows it: only then is it known not to be the last.
    while (held.length > size) {
      yield { piece: held.subarray(0, size), last: false };
      held = held.subarray(size);
    }
  }
  yield { piece: held, last: true };
}

/**
 * Seals a stream with AES-256-GCM, frame by frame, under a key of its own, so that reading needs no more memory than
 * one frame and gives out nothing that was changed. `name` is bound in: a file moved to another name does not open.
 */
export async function* seal(master: Uint8Array, name: string, source: Bytes): Bytes & AsyncGenerator<Uint8Array> {
  const salt = randomBytes(SALT);
  const key = keyFor(master, salt);
  yield Buffer.concat([MAGIC, salt]);
  let index = 0;
  for await (const { piece, last } of cut(source, FRAME)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(index, last)).setAAD(Buffer.from(name));
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    index += 1;
  }
}

/** Opens what seal() made. @throws when it was changed, cut short, moved, or sealed under another key */
export async function* unseal(master: Uint8Array, name: string, source: Bytes): Bytes & AsyncGenerator<Uint8Array> {
  const reader = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < MAGIC.length + SALT) {
    const { value, done } = await reader.next();
    if (done) throw new Error('a sealed file is too short');
    head = Buffer.concat([head, value]);
  }
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('not a sealed file');
  const key = keyFor(master, head.subarray(MAGIC.length, MAGIC.length + SALT));
  async function* rest() {
    yield head.subarray(MAGIC.length + SALT);
    for (;;) {
      const { value, done } = await reader.next();
      if (done) return;
      yield value;
    }
  }
  let index = 0;
  try {
    for await (const { piece, last } of cut(rest(), FRAME + TAG)) {
      if (piece.length < TAG) throw new Error('a sealed file is too short');
      const decipher = createDecipheriv('aes-256-gcm', key, nonce(index, last)).setAAD(Buffer.from(name));
      decipher.setAuthTag(piece.subarray(piece.length - TAG));
      yield Buffer.concat([decipher.update(piece.subarray(0, piece.length - TAG)), decipher.final()]);
      index += 1;
    }
  } finally {
    await reader.return?.();
  }
}
