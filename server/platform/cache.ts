import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import type { Events } from './events.ts';
import type { Env } from './http.ts';

type Answer = {
  body: Uint8Array<ArrayBuffer>;
  /** the same, packed once for all who ask while it is kept */
  packed?: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
  at: number;
};
export type Answers = {
  middleware: MiddlewareHandler<Env>;
  size(): number;
  close(): void;
};

/** What is told with an answer besides its bytes. */
const TOLD = ['content-type', 'content-disposition'];
/** Bytes from which packing saves a packet, and up to which it holds nobody else up. */
const PACKED = { from: 2 * 1024, to: 512 * 1024 };
const KEPT_TYPES = /^(application\/(json|geo\+json|atom\+xml)|text\/csv)/;

/** The same question asked in another order of parameters is the same question. */
function keyOf(url: string): string {
  const mark = url.indexOf('?');
  const path = url.slice(url.indexOf('/', 8), mark < 0 ? undefined : mark);
  return mark < 0
    ? path
    : `${path}?${url
        .slice(mark + 1)
        .split('&')
        .sort()
        .join('&')}`;
}

/**
 * Answers to public questions, kept as the bytes that go out, for at most `ttlMs` and never past the moment a change is
 * heard of: an answer that was being made when beds changed is given out but not kept. Equal questions that arrive
 * together are worked out once. Mount it only before routes whose answer is the same for everybody.
 *
 * @param max answers kept; the least recently asked goes first
 * @param biggest bytes of an answer that is kept; a bigger one is given out with its digest and made anew each time
 * @param control Cache-Control: what those between us and the asker may do
 * @param now milliseconds on a clock that only goes forward
 */
export function createAnswers(
  events: Events,
  {
    ttlMs = 2_000,
    max = 2_000,
    biggest = 256 * 1024,
    control = 'no-cache',
    now = () => performance.now(),
  }: { ttlMs?: number; max?: number; biggest?: number; control?: string; now?: () => number } = {},
): Answers {
  const kept = new Map<string, Answer>();
  const making = new Map<string, Promise<Answer | null>>();
  let changes = 0;
  const unsubscribe = events.subscribe(({ topics }) => {
    if (!topics.some((t) => t === 'vacancies' || t === 'rounds' || t === 'outlines' || t.startsWith('facility:')))
      return;
    changes += 1;
    kept.clear();
    making.clear();
  });

  const fresh = (key: string): Answer | null => {
    const answer = kept.get(key);
    if (!answer) return null;
    kept.delete(key);
    if (now() - answer.at > ttlMs) return null;
    kept.set(key, answer);
    return answer;
  };

  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    // A program with a token is answered by its scopes, not from what everybody is given.
    if (c.req.method !== 'GET' || c.get('actor')?.only) return next();
    const give = (answer: Answer) => {
      const { body, headers } = answer;
      const etag = headers.etag as string;
      const known = c.req.header('if-none-match');
      if (known && (known === etag || known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)))
        return c.body(null, 304, { etag, 'cache-control': control });
      const packs = body.length >= PACKED.from && body.length <= PACKED.to;
      if (!packs || !/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(body, 200, headers);
      answer.packed ??= new Uint8Array(gzipSync(body));
      const vary = { 'content-encoding': 'gzip', vary: 'accept-encoding', etag: `W/${etag}` };
      return c.body(answer.packed, 200, { ...headers, ...vary });
    };
    const key = keyOf(c.req.url);
    const ready = fresh(key);
    if (ready) return give(ready);
    // no await where nobody is at it: between looking and beginning others would look too
    for (let other = making.get(key); other; other = making.get(key)) {
      const seen = changes;
      const answer = await other;
      if (answer) return give(answer);
      // a refusal is not shared; each gets its own
      if (changes === seen) break;
    }

    const before = changes;
    const { promise, resolve } = Promise.withResolvers<Answer | null>();
    making.set(key, promise);
    let answer: Answer | null = null;
    try {
      const at = now();
      await next();
      const type = c.res.headers.get('content-type') ?? '';
      if (c.res.status !== 200 || !KEPT_TYPES.test(type)) return;
      const body = new Uint8Array(await c.res.arrayBuffer());
      const etag = `"${createHash('sha1').update(body).digest('base64url')}"`;
      const headers: Record<string, string> = { etag, 'cache-control': control };
      for (const name of TOLD) {
        const value = c.res.headers.get(name);
        if (value) headers[name] = value;
      }
      answer = { body, headers, at };
      if (changes === before && body.length <= biggest) {
        kept.set(key, answer);
        for (const oldest of kept.keys()) {
          if (kept.size <= max) break;
          kept.delete(oldest);
        }
      }
      const old = c.res;
      c.res = undefined;
      c.res = give(answer);
      for (const [name, value] of old.headers) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    } finally {
      if (making.get(key) === promise) making.delete(key);
      // who waited through a change works it out again
      resolve(changes === before ? answer : null);
    }
  };
  return { middleware, size: () => kept.size, close: unsubscribe };
}
