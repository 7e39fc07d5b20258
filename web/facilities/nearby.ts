import { useEffect, useRef, useState } from 'preact/hooks';
import { paidBy } from '../../server/facilities/rules.ts';
import { call, client, type Failure, type Result } from '../api.ts';
import { useEvents } from '../ui/events.ts';
import type { FacilityKind } from '../ui/words.ts';
import type { Asked } from './search.ts';

/** One row of GET /api/v1/facilities/nearby; null is 未填报. */
export type Nearby = {
  id: string;
  kind: FacilityKind;
  name: string;
  lng: number;
  lat: number;
  accuracy_m: number;
  street_code: string;
  free: number;
  free_male?: number;
  free_female?: number;
  free_for_person: number | null;
  monthly_min_fen: number | null;
  family_fen?: number | null;
  government_fen?: number | null;
  stars: number | null;
  stars_source: string | null;
  confirmed_at: string | null;
  demonstration: boolean;
  /** announced: it takes nobody in any more */
  closes_on: string | null;
  distance_km: number;
  walking_minutes: number;
};
type Page = { facilities: Nearby[]; next: string | null };
export type Found = { key: string; rows: Nearby[]; next: string | null; changed: ReadonlyMap<string, number> };

/** Enough for a whole district in one answer, so that the map and the list hold the same places. */
const PAGE = 100;
/** Several changes in a row are read once. */
const GATHER_MS = 1_000;

export async function nearby({ familyMaxFen, ...query }: Asked, signal?: AbortSignal): Promise<Result<Page>> {
  const asked = (o: Parameters<Parameters<typeof call>[0]>[0]) => client.api.v1.facilities.nearby.$get({ query }, o);
  const page = (await call(asked, { signal })) as Result<Page>;
  if (!page.ok || !query.level) return page;
  const { withShare } = await import('./share.ts');
  const shared = await withShare(page.data.facilities, Number(query.level));
  const facilities =
    familyMaxFen === undefined
      ? shared
      : shared.filter((row) => (paidBy(row) ?? Number.POSITIVE_INFINITY) <= familyMaxFen);
  return { ...page, data: { ...page.data, facilities } };
}

/**
 * The list, kept true: a new search replaces it, `more` adds the next page, a change on the server renews what is
 * shown in place and says in `changed` which places have another number of free beds than before (id → before).
 */
export function useNearby(query: Asked | null) {
  const key = query ? JSON.stringify(query) : '';
  const [found, setFound] = useState<Found>();
  const [failure, setFailure] = useState<Failure>();
  const [loading, setLoading] = useState(true);
  const [turn, setTurn] = useState(0);
  const shown = useRef<Found>(undefined);
  shown.current = found;
  const wanted = useRef(query);
  wanted.current = query;

  // The query's text says when it is another one
  useEffect(() => {
    const asked = wanted.current;
    if (!asked) return;
    const abort = new AbortController();
    setLoading(true);
    renew(asked, key, shown.current, abort.signal).then((result) => {
      if (abort.signal.aborted) return;
      setLoading(false);
      setFailure(result.ok ? undefined : result.failure);
      if (result.ok) setFound(result.data);
    });
    return () => abort.abort();
  }, [key, turn]);

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEvents(['vacancies'], () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setTurn((n) => n + 1), GATHER_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  const more = async () => {
    const now = shown.current;
    if (!query || !now?.next || loading) return;
    setLoading(true);
    const result = await nearby({ ...query, limit: String(PAGE), cursor: now.next });
    setLoading(false);
    if (shown.current !== now) return;
    setFailure(result.ok ? undefined : result.failure);
    if (result.ok) setFound({ ...now, rows: [...now.rows, ...result.data.facilities], next: result.data.next });
  };
  return { found, current: found?.key === key, failure, loading, more, reload: () => setTurn((n) => n + 1) };
}

/** The first page of a new search, or as many rows as were shown of the same one. */
async function renew(
  query: Asked,
  key: string,
  before: Found | undefined,
  signal: AbortSignal,
): Promise<Result<Found>> {
  const same = before?.key === key ? before : undefined;
  const rows: Nearby[] = [];
  let next: string | null | undefined;
  let last: Result<Page> & { ok: true };
  do {
    const page = await nearby({ ...query, limit: String(PAGE), ...(next ? { cursor: next } : {}) }, signal);
    if (!page.ok) return page;
    last = page;
    rows.push(...page.data.facilities);
    next = page.data.next;
  } while (next && rows.length < (same?.rows.length ?? 0));
  const old = new Map(same?.rows.map((row) => [row.id, row.free]));
  const changed = new Map<string, number>();
  for (const row of rows) {
    const was = old.get(row.id);
    if (was !== undefined && was !== row.free) changed.set(row.id, was);
  }
  return { ...last, data: { key, rows, next: next ?? null, changed } };
}
