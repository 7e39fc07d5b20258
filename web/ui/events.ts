import { useEffect, useRef } from 'preact/hooks';

/** Which topics changed; '*' when some changes may have been missed. No data: the page reloads what it may see. */
export type Change = { topics: string[] };

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

type Listener = { topics: readonly string[]; hear: (change: Change) => void; live: boolean; missed: boolean };

/** One stream for the whole page, whoever listens: a browser opens only six connections to one place. */
const listeners = new Set<Listener>();
let source: EventSource | undefined;
let opened: ReadonlySet<string> = new Set();
let timer: ReturnType<typeof setTimeout> | undefined;
let wait = FIRST_WAIT;
let watching = false;

function stop(everybody: boolean) {
  clearTimeout(timer);
  source?.close();
  source = undefined;
  for (const one of listeners) {
    one.missed ||= everybody || one.live;
    one.live = false;
  }
}

function start() {
  clearTimeout(timer);
  if (source || document.hidden || listeners.size === 0) return;
  opened = new Set([...listeners].flatMap((one) => one.topics));
  source = new EventSource(`/api/v1/events?topics=${encodeURIComponent([...opened].sort().join(','))}`);
  source.onopen = () => {
    wait = FIRST_WAIT;
    for (const one of listeners) {
      if (one.missed) one.hear({ topics: ['*'] });
      one.missed = false;
      one.live = true;
    }
  };
  source.addEventListener('change', (event) => {
    const { topics } = JSON.parse((event as MessageEvent<string>).data) as Change;
    for (const one of listeners) {
      const own = topics.filter((topic) => one.topics.includes(topic));
      if (own.length) one.hear({ topics: own });
    }
  });
  source.onerror = () => {
    stop(true);
    timer = setTimeout(start, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
}

/** After the set of listeners has changed: those of one page come and go together, so the stream is looked at once. */
function renew() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const covered = [...listeners].every((one) => one.topics.every((topic) => opened.has(topic)));
    if (source && (listeners.size === 0 || !covered)) stop(false);
    if (source) for (const one of listeners) one.live = true;
    else start();
  });
}

/**
 * Calls `onChange` when one of `topics` ('vacancies', 'facility:<id>', 'queue', 'offers', 'applications', 'messages')
 * changes on the server. Silent while the page is hidden; on return it reports ['*'] because anything may have happened
 * meanwhile. Waits 1 s to 30 s between tries.
 */
export function useEvents(topics: readonly string[], onChange: (change: Change) => void): void {
  const handler = useRef(onChange);
  handler.current = onChange;
  const wanted = topics.join(',');
  useEffect(() => {
    if (!wanted || typeof EventSource === 'undefined') return;
    if (!watching) document.addEventListener('visibilitychange', () => (document.hidden ? stop(true) : start()));
    watching = true;
    const one = { topics: wanted.split(','), hear: (c: Change) => handler.current(c), live: false, missed: false };
    listeners.add(one);
    renew();
    return () => {
      listeners.delete(one);
      renew();
    };
  }, [wanted]);
}
