import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, normalize, sep } from 'node:path';
import type { Context as HonoContext } from 'hono';
import { notFound } from './http.ts';

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
  geojson: 'application/geo+json',
  webmanifest: 'application/manifest+json',
  png: 'image/png',
  ico: 'image/x-icon',
  html: 'text/html; charset=utf-8',
};
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Asked for anew each time, so that a new build is heard of at once. */
const WORKER = '/sw.js';
const keep = (path: string) =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600';

/**
 * Serves the built pages: hashed assets for ever, everything else by index.html with this answer's nonce, so that
 * the router in the page finds its way. Assets are read once; the build has a few dozen small files.
 */
export function createPages(dist: string) {
  const indexFile = join(dist, 'index.html');
  const index = existsSync(indexFile) ? readFileSync(indexFile, 'utf8') : null;
  const files = new Map<string, { body: Uint8Array<ArrayBuffer>; encoding: string | null }>();

  const read = (path: string, accepts: string) => {
    const safe = normalize(path);
    if (safe.includes('..') || safe.startsWith(`.${sep}`)) return null;
    for (const [encoding, suffix] of [...encodings.filter(([e]) => accepts.includes(e)), [null, ''] as const]) {
      const file = join(dist, safe + suffix);
      const known = files.get(file);
      if (known) return known;
      if (!existsSync(file) || !statSync(file).isFile()) continue;
      const entry = { body: new Uint8Array(readFileSync(file)), encoding };
      files.set(file, entry);
      return entry;
    }
    return null;
  };

  return (c: HonoContext): Response => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return notFound(c);
    const path = decodeURIComponent(new URL(c.req.url).pathname);
    const ending = /\.([a-z]+)$/.exec(path)?.[1];
    if (ending && path !== '/index.html') {
      const found =
        ending in types && !path.startsWith('/.') ? read(path, c.req.header('accept-encoding') ?? '') : null;
      if (!found) return notFound(c);
      c.header('content-type', types[ending] as string);
      c.header('cache-control', path === WORKER ? 'no-cache' : keep(path));
      if (path === WORKER) c.header('service-worker-allowed', '/');
      if (found.encoding) c.header('content-encoding', found.encoding);
      c.header('vary', 'accept-encoding');
      return c.body(found.body);
    }
    if (!index) return c.text('The pages are not built yet: npm run build', 503);
    c.header('cache-control', 'no-cache');
    return c.html(index.replaceAll('__NONCE__', c.get('nonce') as string));
  };
}
