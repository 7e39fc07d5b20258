import { keeping, mayBeKept, surplus } from './kept.ts';

/*
 * The service worker, built to /sw.js. Pages come from the network whenever there is one, so that what is opened is the
 * newest build with a nonce of its own; hashed files come from the device; public answers come from the network and, when
 * it fails, from the device with the day they are of. Nothing personal is kept: kept.ts is the list.
 */

/** Of the types of a worker, what is used here: the project's library is the page's. */
type Extendable = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Extendable & { request: Request; respondWith(answer: Promise<Response>): void };
type Told = Extendable & { data: unknown };
type Worker = {
  location: Location;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(type: 'message', listener: (event: Told) => void): void;
};
const worker = self as unknown as Worker;

/** Written by the build: the files of the first page and of a facility's, and the names of all files there are. */
const build = JSON.parse('__BUILD__') as { shell: string[]; all: string[] };

const FILES = 'yiwei-files';
const ANSWERS = 'yiwei-answers';
const SHELL = '/';
/** Set on an answer from the device: when it was given. */
const GIVEN_AT = 'x-given-at';
const SLOW = 8_000;
const OLD_FILE = 3 * 86_400_000;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(FILES).then(async (files) => {
      await files.add(SHELL);
      // One that does not arrive now arrives when its page is opened.
      await Promise.all(build.shell.map((name) => files.add(name).catch(full)));
      await worker.skipWaiting();
    }),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([worker.clients.claim(), forgetOldFiles()]));
});

/** The page that was there before the worker says what it has loaded, so that the first search is kept too. */
worker.addEventListener('message', (event) => {
  const { keep, lang } = (event.data ?? {}) as { keep?: string[]; lang?: string };
  if (!Array.isArray(keep)) return;
  const headers = { 'Accept-Language': String(lang), Accept: 'application/json' };
  event.waitUntil(
    Promise.all(
      keep.map(async (address) => {
        const url = new URL(address, worker.location.origin);
        if (url.origin !== worker.location.origin) return;
        const request = new Request(url, { headers });
        const how = keeping('GET', 'cors', url);
        if (how === 'asset') await file(request);
        if (how === 'answer') await answer(request).catch(() => {});
      }),
    ),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  const how = keeping(request.method, request.mode, url);
  if (how === 'asset') event.respondWith(file(request));
  if (how === 'answer') event.respondWith(answer(request));
  if (how === 'page') event.respondWith(page(request));
});

async function file(request: Request): Promise<Response> {
  const files = await caches.open(FILES);
  const kept = await files.match(request, { ignoreVary: true });
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.status === 200) await files.put(request, fresh.clone()).catch(full);
  return fresh;
}

async function page(request: Request): Promise<Response> {
  try {
    const fresh = await fetch(request);
    // Every page is the same document; the one kept is the newest seen.
    if (fresh.status === 200 && fresh.type === 'basic') {
      const files = await caches.open(FILES);
      await files.put(SHELL, fresh.clone()).catch(full);
    }
    return fresh;
  } catch {
    const files = await caches.open(FILES);
    return (await files.match(SHELL, { ignoreVary: true })) ?? Response.error();
  }
}

/** The network's answer; when there is none, or none in eight seconds, the one kept, with the moment it was given. */
async function answer(request: Request): Promise<Response> {
  const key = keyOf(request);
  const answers = await caches.open(ANSWERS);
  const fresh = fetch(request).then(async (response) => {
    if (mayBeKept(response.status, response.headers.get('cache-control'))) await keep(answers, key, response.clone());
    return response;
  });
  const kept = await answers.match(key, { ignoreVary: true });
  if (!kept) return fresh;
  const late = new Promise<Response>((give) => setTimeout(() => give(kept), SLOW));
  return Promise.race([fresh, late]).catch(() => kept);
}

async function keep(answers: Cache, key: string, response: Response): Promise<void> {
  const headers = new Headers(response.headers);
  headers.set(GIVEN_AT, new Date().toISOString());
  headers.delete('content-encoding');
  try {
    const body = await response.arrayBuffer();
    await answers.delete(key);
    await answers.put(key, new Response(body, { status: 200, headers }));
    const all = (await answers.keys()).map((one) => new URL(one.url));
    await Promise.all(surplus(all).map((url) => answers.delete(url.href)));
  } catch {
    full();
  }
}

/** An answer is in a language, and its address does not say which. */
function keyOf(request: Request): string {
  const url = new URL(request.url);
  url.searchParams.set('kept-lang', /^en/.test(request.headers.get('Accept-Language') ?? '') ? 'en' : 'zh');
  return url.href;
}

/** A file of an earlier build may still be asked for by a page that was open then; after three days it is not. */
async function forgetOldFiles(): Promise<void> {
  const files = await caches.open(FILES);
  const known = new Set([SHELL, ...build.all]);
  for (const request of await files.keys()) {
    if (known.has(new URL(request.url).pathname)) continue;
    const kept = await files.match(request, { ignoreVary: true });
    const age = Date.now() - Date.parse(kept?.headers.get('date') ?? '');
    if (!(age < OLD_FILE)) await files.delete(request);
  }
}

/** No room left on the device: the page works as without a worker. */
function full(): void {}
