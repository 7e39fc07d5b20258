import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Failure, newIntent, type Result } from '../api.ts';

export type Loaded<T> = { data: T | undefined; failure: Failure | undefined; loading: boolean; reload: () => void };

/**
 * Loads what a page shows and reloads when `deps` change. The last good answer stays while a newer one is on its way
 * or has failed, so a page never goes blank. An overtaken answer is dropped.
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<Result<T>>, deps: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ data: undefined, failure: undefined, loading: true });
  const [turn, setTurn] = useState(0);
  const job = useRef(load);
  job.current = load;
  // The caller says what the load depends on
  useEffect(() => {
    const abort = new AbortController();
    setState((was) => ({ ...was, loading: true }));
    job.current(abort.signal).then((result) => {
      if (abort.signal.aborted) return;
      setState((was) =>
        result.ok
          ? { data: result.data, failure: undefined, loading: false }
          : { data: was.data, failure: result.failure, loading: false },
      );
    });
    return () => abort.abort();
  }, [...deps, turn]);
  const reload = useMemo(() => () => setTurn((n) => n + 1), []);
  return { ...state, reload };
}

export type Doing<A extends unknown[], T> = {
  run: (...args: A) => Promise<Result<T>>;
  busy: boolean;
  failure: Failure | undefined;
  clear: () => void;
};

/**
 * One thing a user does. The intent key is kept until the server has answered for good (success or a refusal), so that
 * a retry after a lost connection is the same request and not a second one.
 */
export function useAction<A extends unknown[], T>(
  act: (intent: string, ...args: A) => Promise<Result<T>>,
): Doing<A, T> {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const intent = useRef({ key: '', args: '' });
  const run = async (...args: A) => {
    const said = JSON.stringify(args);
    if (!intent.current.key || intent.current.args !== said) intent.current = { key: newIntent(), args: said };
    setBusy(true);
    setFailure(undefined);
    const result = await act(intent.current.key, ...args);
    setBusy(false);
    if (result.ok || !result.failure.retry) intent.current = { key: '', args: '' };
    if (!result.ok && result.failure.kind !== 'cancelled') setFailure(result.failure);
    return result;
  };
  return { run, busy, failure, clear: () => setFailure(undefined) };
}
