import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';

export type Query = Record<string, string>;

/** Path with its query; empty values are left out and keys sorted, so that the same view has one address. */
export function href(path: string, query: Record<string, string | number | boolean | null | undefined> = {}): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false)
    .map(([name, value]) => [name, String(value)] as [string, string])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = new URLSearchParams(pairs).toString();
  return text ? `${path}?${text}` : path;
}

/**
 * Filters and selection live in the address: `const { query, set } = useQuery()`.
 * `set({ level: '3' })` makes a step that Back undoes; `set({ sel: id }, { replace: true })` does not.
 */
export function useQuery(): {
  query: Query;
  set: (change: Record<string, string | number | boolean | null | undefined>, options?: { replace?: boolean }) => void;
} {
  const { path, query, route } = useLocation();
  return useMemo(
    () => ({ query, set: (change, options) => route(href(path, { ...query, ...change }), options?.replace) }),
    [path, query, route],
  );
}
