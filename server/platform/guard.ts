import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Refusal } from '../kernel/errors.ts';
import type { Language } from '../kernel/say.ts';
import type { Env, Services } from './http.ts';
import { newId } from './ids.ts';

const BODY_KB = 1024;

/** Request id, services and language for everything that follows. */
export const prepare =
  (services: Services): MiddlewareHandler<Env> =>
  async (c, next) => {
    c.set('services', services);
    c.set('requestId', newId());
    c.set('actor', null);
    c.set('sessionId', null);
    const wanted = (c.req.header('accept-language') ?? '').toLowerCase();
    const language: Language = /^\s*en\b/.test(wanted) ? 'en' : 'zh';
    c.set('language', language);
    await next();
    // Set in place: c.header() after the answer makes a new Response for every header.
    c.res.headers.set('x-request-id', c.get('requestId'));
  };

/** For answers of the API, which run and load nothing, whatever a browser takes them for. */
const API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Nothing from elsewhere; on pages scripts only with this answer's nonce or from our own files. */
export const securityHeaders = (
  mapOrigin: string | null,
): MiddlewareHandler<Env & { Variables: { nonce: string } }> => {
  const map = mapOrigin ? ` ${mapOrigin}` : '';
  const pagePolicy = (nonce: string) =>
    [
      "default-src 'none'",
      `script-src 'self' 'nonce-${nonce}'`,
      `style-src 'self' 'nonce-${nonce}'`,
      `img-src 'self' data: blob:${map}`,
      "font-src 'self'",
      `connect-src 'self'${map}`,
      "manifest-src 'self'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; ');
  return async (c, next) => {
    let policy = API_POLICY;
    if (!c.req.path.startsWith('/api/')) {
      const nonce = randomBytes(16).toString('base64');
      c.set('nonce', nonce);
      policy = pagePolicy(nonce);
    }
    await next();
    // A file people gave in brings its own, stricter still.
    if (!c.res.headers.has('content-security-policy')) c.res.headers.set('content-security-policy', policy);
    c.res.headers.set('x-content-type-options', 'nosniff');
    c.res.headers.set('referrer-policy', 'same-origin');
    c.res.headers.set('cross-origin-opener-policy', 'same-origin');
    c.res.headers.set('cross-origin-resource-policy', 'same-origin');
    c.res.headers.set('permissions-policy', 'geolocation=(self), camera=(), microphone=(), payment=()');
    if (c.req.header('x-forwarded-proto') === 'https')
      c.res.headers.set('strict-transport-security', 'max-age=31536000');
  };
};

/**
 * Every unsafe method must come from our own pages. hono/csrf looks only at form content types, so JSON from another
 * site passes it; this looks at where the request comes from. Programs without a browser send neither header.
 */
export const sameOrigin =
  (origin: string | undefined): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)) return next();
    // Another program's, signed: no browser can make it, and a session opens nothing there.
    if (c.req.path.startsWith('/api/v1/hooks/')) return next();
    const from = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    const own = origin ?? new URL(c.req.url).origin;
    const sameHost = (value: string) => {
      try {
        return new URL(value).host === new URL(own).host || (!origin && new URL(value).host === c.req.header('host'));
      } catch {
        return false;
      }
    };
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Refusal('forbidden', 'cross_site');
    if (from !== undefined && !sameHost(from)) throw new Refusal('forbidden', 'cross_site');
    return next();
  };

/** Lists and pictures may be longer than a form; everything else is a form. */
const longer: readonly [method: string, path: RegExp, kb: number][] = [
  ['POST', /\/(imports|photos)(\/|$)/, 20 * 1024],
  ['POST', /\/(findings\/[^/]+\/(rectify|check)|spot-checks)$/, 20 * 1024],
  ['PUT', /\/(beds|residents)$/, 10 * 1024],
];
const atMost = (kb: number) =>
  bodyLimit({
    maxSize: kb * 1024,
    onError: () => {
      throw new Refusal('too_large', 'body_too_large', { limit: kb });
    },
  });
const limits = new Map([BODY_KB, ...longer.map(([, , kb]) => kb)].map((kb) => [kb, atMost(kb)]));
/** Merely looking whether there is a body makes the whole Request object, and of a GET nobody reads one. */
export const limitBody: MiddlewareHandler<Env> = (c, next) => {
  const { method, path } = c.req;
  if (method === 'GET' || method === 'HEAD') return next();
  const kb = longer.find(([m, pattern]) => m === method && pattern.test(path))?.[2] ?? BODY_KB;
  return limits.get(kb)!(c, next);
};

/** A path that is not valid UTF-8 or holds a NUL byte names nothing we have. */
export const plainPath: MiddlewareHandler<Env> = async (c, next) => {
  if (!c.req.url.includes('%')) return next();
  let path = '';
  try {
    path = decodeURIComponent(new URL(c.req.url).pathname);
  } catch {
    path = '\0';
  }
  if (path.includes('\0')) throw new Refusal('not_found', 'no_such_page');
  return next();
};
