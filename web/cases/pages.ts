import type { InferRequestType, InferResponseType } from 'hono/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { call, client, type Failure } from '../api.ts';

export type CaseRow = InferResponseType<typeof client.api.v1.cases.$get, 200>['cases'][number];
type Filter = Omit<InferRequestType<typeof client.api.v1.cases.$get>['query'], 'cursor' | 'limit'>;

const SIZE = 50;
const MOST = 200;

/** The work list page by page. A reload fetches as far as has been looked at (200 rows at most), in one answer. */
export function usePages(filter: Filter) {
  const [state, setState] = useState<{
    rows: CaseRow[] | undefined;
    next: string | null;
    failure?: Failure;
    loading: boolean;
  }>({ rows: undefined, next: null, loading: true });
  const run = useRef<AbortController>(undefined);
  const asked = JSON.stringify(filter);
  const fetchPage = async (keep: CaseRow[], cursor: string | undefined, limit: number) => {
    run.current?.abort();
    const abort = new AbortController();
    run.current = abort;
    setState((was) => ({ ...was, loading: true }));
    const answer = await call(
      (o) => client.api.v1.cases.$get({ query: { ...filter, cursor, limit: String(limit) } }, o),
      { signal: abort.signal },
    );
    if (abort.signal.aborted) return;
    setState((was) =>
      answer.ok
        ? { rows: [...keep, ...answer.data.cases], next: answer.data.next, loading: false }
        : { ...was, failure: answer.failure, loading: false },
    );
  };
  useEffect(() => {
    void fetchPage([], undefined, SIZE);
    return () => run.current?.abort();
  }, [asked]);
  const { rows, next, failure, loading } = state;
  return {
    rows,
    failure,
    loading,
    size: SIZE,
    reload: () => void fetchPage([], undefined, Math.min(MOST, Math.max(SIZE, rows?.length ?? 0))),
    more: rows && next ? () => void fetchPage(rows, next, SIZE) : null,
  };
}
