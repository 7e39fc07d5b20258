import { signal } from '@preact/signals';
import type { DocumentType } from '../../server/documents/rules.ts';
import { call, client, type Failure, newIntent, type Result } from '../api.ts';
import { session } from './session.ts';

/** What goes with a file: kept beside it on this device until the server has all of it. */
export type Facts = { type: DocumentType; title: string | null; issued_on: string; expires_on: string | null };
type Kept = Facts & { id: string; applicant: string; who: string; size: number; file: Blob };

/** A file under way. `waiting` is for the network; `failed` was refused for good. */
export type Sending = Facts & {
  id: string;
  applicant: string;
  size: number;
  received: number;
  state: 'sending' | 'waiting' | 'failed';
  failure?: Failure;
  /** survives closing the page */
  kept: boolean;
};

/** Small enough for a phone at the edge of the network: what a broken connection loses is at most one of these. */
const PIECE = 256 * 1024;
const LONGEST_WAIT = 30_000;

/** Everything under way from this page, whichever page started it. */
export const sendings = signal<Sending[]>([]);
/** Counts files that have arrived, so that a library can reload. */
export const arrived = signal(0);

const change = (id: string, what: Partial<Sending>) => {
  sendings.value = sendings.value.map((one) => (one.id === id ? { ...one, ...what } : one));
};
const drop = (id: string) => {
  sendings.value = sendings.value.filter((one) => one.id !== id);
};
const who = () => `${session.value?.role ?? ''}/${session.value?.name ?? ''}`;

/** The files of this device, in IndexedDB; where a browser has none (private windows), they live as long as the page. */
async function shelf<T>(
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const db = await new Promise<IDBDatabase>((done, fail) => {
      const opening = indexedDB.open('yiwei.sendings', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('files', { keyPath: 'id' });
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    try {
      return await new Promise<T>((done, fail) => {
        const work = db.transaction('files', mode);
        const asked = use(work.objectStore('files'));
        work.oncomplete = () => done(asked.result);
        work.onerror = () => fail(work.error);
        work.onabort = () => fail(work.error);
      });
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}
const keep = async (one: Kept) => (await shelf('readwrite', (store) => store.put(one))) !== undefined;
const forget = (id: string) => shelf('readwrite', (store) => store.delete(id));

async function digest(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Papers are sent over an encrypted connection only; without one the browser has no digests either. */
export const maySend = (): boolean => isSecureContext && 'subtle' in crypto;

/** Announces a file and goes on in the background. Whatever the server has against it is answered here, before it is sent. */
export async function startSending(
  applicant: string,
  facts: Facts,
  file: Blob,
  intent = newIntent(),
): Promise<Result<{ known: boolean }>> {
  const json = { ...facts, size: file.size, sha256: await digest(await file.arrayBuffer()) };
  const begun = await call(
    (o) => client.api.v1.applicants[':id'].uploads.$post({ param: { id: applicant }, json }, o),
    { intent },
  );
  if (!begun.ok) return begun;
  if ('known' in begun.data) return { ...begun, data: { known: true } };
  const id = begun.data.upload_id;
  const kept = await keep({ ...facts, id, applicant, who: who(), size: file.size, file });
  sendings.value = [
    ...sendings.value,
    { ...facts, id, applicant, size: file.size, received: 0, state: 'sending', kept },
  ];
  void run(id, file);
  return { ...begun, data: { known: false } };
}

let taken = false;
/** Takes up what an earlier visit left. What somebody else left on this device is removed: it is not this reader's. */
export async function takeUp(): Promise<void> {
  if (taken || !session.value) return;
  taken = true;
  const left = ((await shelf('readonly', (store) => store.getAll())) ?? []) as Kept[];
  for (const { file, who: whose, ...one } of left) {
    if (sendings.value.some((other) => other.id === one.id)) continue;
    if (whose !== who()) {
      await forget(one.id);
      continue;
    }
    sendings.value = [...sendings.value, { ...one, received: 0, state: 'sending', kept: true }];
    void run(one.id, file);
  }
}

/** Gives a file up, here and on the server. */
export async function giveUp(id: string): Promise<void> {
  drop(id);
  await forget(id);
  await call((o) => client.api.v1.uploads[':id'].$delete({ param: { id } }, o));
}

/** Until the network is back, and a while more each time it was not that. */
const patience = (tries: number) =>
  new Promise<void>((done) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      done();
    };
    const timer = setTimeout(end, Math.min(LONGEST_WAIT, 1000 * 2 ** tries) * (0.75 + Math.random() / 2));
    addEventListener('online', end);
  });

/** Asks how far it has come, sends what is missing, finishes; whatever may be tried again is tried again. */
async function run(id: string, file: Blob): Promise<void> {
  let tries = 0;
  let ask = true;
  let received = 0;
  while (sendings.value.some((one) => one.id === id)) {
    const step = ask ? await where(id) : received < file.size ? await piece(id, file, received) : await finish(id);
    if (step.ok) {
      tries = 0;
      ask = false;
      if (step.data === 'done') {
        await forget(id);
        drop(id);
        arrived.value += 1;
        return;
      }
      received = step.data;
      change(id, { received, state: 'sending', failure: undefined });
    } else if (step.failure.retry) {
      change(id, { state: 'waiting', failure: step.failure });
      await patience(tries);
      tries += 1;
      ask = true;
    } else if (step.failure.code === 'upload_offset') {
      ask = true;
    } else {
      change(id, { state: 'failed', failure: step.failure });
      await forget(id);
      return;
    }
  }
}

type Step = Promise<Result<number | 'done'>>;

async function where(id: string): Step {
  const at = await call((o) => client.api.v1.uploads[':id'].$get({ param: { id } }, o));
  return at.ok ? { ...at, data: at.data.document_id ? 'done' : at.data.received } : at;
}

async function piece(id: string, file: Blob, offset: number): Step {
  const body = file.slice(offset, offset + PIECE);
  const sent = await call(
    ({ headers, init }) =>
      client.api.v1.uploads[':id'].$put(
        { param: { id }, query: { offset: String(offset) } },
        { headers: { ...headers, 'Content-Type': 'application/octet-stream' }, init: { ...init, body } },
      ),
    { timeoutMs: 60_000 },
  );
  return sent.ok ? { ...sent, data: sent.data.received } : sent;
}

async function finish(id: string): Step {
  const done = await call((o) => client.api.v1.uploads[':id'].finish.$post({ param: { id } }, o), {
    timeoutMs: 60_000,
  });
  return done.ok ? { ...done, data: 'done' } : done;
}
