import { useEffect, useRef } from 'preact/hooks';

/** Which topics changed; '*' when some changes may have been missed. No data: the page reloads what it may see. */
export type Change = { topics: string[] };

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/**
 * Calls `onChange` when one of `topics` ('vacancies', 'facility:<id>', 'queue', 'offers', 'applications') changes on the
 * server. Silent while the page is hidden; on return it reports ['*'] because anything may have happened meanwhile. Waits 1 s to 30 s between tries.
 */
export function useEvents(topics: readonly string[], onChange: (change: Change) => void): void {
  const handler = useRef(onChange);
  handler.current = onChange;
  const wanted = topics.join(',');
  useEffect(() => {
    if (!wanted || typeof EventSource === 'undefined') return;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = FIRST_WAIT;
    let missed = false;

    const stop = () => {
      clearTimeout(timer);
      source?.close();
      source = undefined;
      missed = true;
    };
    const start = () => {
      clearTimeout(timer);
      if (source || document.hidden) return;
      source = new EventSource(`/api/v1/events?topics=${encodeURIComponent(wanted)}`);
      source.onopen = () => {
        wait = FIRST_WAIT;
        if (missed) handler.current({ topics: ['*'] });
        missed = false;
      };
      source.addEventListener('change', (event) => {
        handler.current(JSON.parse((event as MessageEvent<string>).data) as Change);
      });
      source.onerror = () => {
        stop();
        timer = setTimeout(start, wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, LONGEST_WAIT);
      };
    };
    const onVisibility = () => (document.hidden ? stop() : start());
    start();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      stop();
    };
  }, [wanted]);
}
