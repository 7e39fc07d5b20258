/** What of a request's answer the device may keep, for `web/offline/worker.ts`. Pure, and the whole of the decision. */
export type Keeping = 'asset' | 'page' | 'answer' | 'never';

/**
 * Public questions only, the same for everybody: the last search, the places and rates it needs, facility pages opened.
 * Whatever is not named here is never kept, so a new route is personal until somebody adds it.
 */
const answers: readonly [path: RegExp, atMost: number][] = [
  [/^\/api\/v1\/facilities\/nearby$/, 6],
  [/^\/api\/v1\/facilities\/names$/, 4],
  [/^\/api\/v1\/facilities\/clusters$/, 12],
  [/^\/api\/v1\/facilities\/[0-9a-f-]{36}$/, 20],
  [/^\/api\/v1\/facilities\/[0-9a-f-]{36}\/ratings$/, 20],
  [/^\/api\/v1\/photos\/[\w.-]+$/, 24],
  [/^\/api\/v1\/(config|divisions|landmarks|rates|outlines)$/, 8],
];
/** Ground of the built-in map and pictures beside the hashed files. */
const files = /^\/(icon\.svg|icon-[\w-]+\.png|manifest\.webmanifest)$/;

/** @param url of a request of this origin */
export function keeping(method: string, mode: string, url: URL): Keeping {
  if (method !== 'GET') return 'never';
  if (/^\/assets\/[\w.-]+$/.test(url.pathname) || files.test(url.pathname)) return 'asset';
  if (answers.some(([path]) => path.test(url.pathname))) return 'answer';
  // Files and the API are not pages, even when somebody opens their address.
  if (mode === 'navigate' && !/^\/(api\/|openapi\.json$|healthz|readyz|metrics)/.test(url.pathname)) return 'page';
  return 'never';
}

/** An answer that says it is somebody's own is not kept, whatever its address. */
export const mayBeKept = (status: number, cacheControl: string | null): boolean =>
  status === 200 && !/\b(private|no-store)\b/.test(cacheControl ?? '');

/**
 * The addresses to forget so that no kind of answer has more than its share: the oldest first.
 * @param kept addresses in the order they were kept, oldest first
 */
export function surplus(kept: readonly URL[]): URL[] {
  return answers.flatMap(([path, atMost]) => {
    const same = kept.filter((url) => path.test(url.pathname));
    return same.slice(0, Math.max(0, same.length - atMost));
  });
}
