import { useEffect, useRef } from 'preact/hooks';

/** What the server says over the event stream: the topic that changed; the page reads the rest through the API. */
export type Change = { topic: string; data: unknown };

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/**
 * Calls `onChange` when one of `topics` changes on the server. Silent while the page is hidden; on return it reports
 * one change with topic '*' because anything may have happened meanwhile. Waits 1 s to 30 s between tries.
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
        if (missed) handler.current({ topic: '*', data: null });
        missed = false;
      };
      const hear = (event: MessageEvent<string>) => {
        let data: unknown = event.data;
        try {
          data = JSON.parse(event.data);
        } catch {
          // plain text is allowed: the topic alone is what matters
        }
        handler.current({ topic: event.type, data });
      };
      source.onmessage = hear;
      for (const topic of wanted.split(',')) source.addEventListener(topic, hear as (event: Event) => void);
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
