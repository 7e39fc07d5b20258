import type { Db } from '../../db/client.ts';

const general = [
  'scorecards',
  'vacancies',
  'queue',
  'offers',
  'applications',
  'rounds',
  'messages',
  'assessments',
  'documents',
  'profiles',
  'funds',
  'contracts',
  'settlements',
  'requests',
  'outlines',
  'findings',
  'ratings',
  'helpers',
] as const;
/** What changed, named so that a page can tell whether it shows it. Never carries personal data. */
export type Topic = `facility:${string}` | `care:${string}` | (typeof general)[number];
export type Change = { district: string; topics: Topic[] };
type Listener = (change: Change) => void;

export type Events = {
  publish(district: string, topics: Topic[]): void;
  subscribe(listener: Listener): () => void;
  listen(db: Db): Promise<() => Promise<void>>;
};

const CHANNEL = 'yiwei_changes';
const COALESCE_MS = 50;

/**
 * Tells open pages what changed. Subscribers in this process hear at once; other processes through NOTIFY, sent
 * after the commit and gathered for 50 ms, because NOTIFY inside a transaction makes all commits queue behind one lock.
 * A crash in between loses only the nudge: pages reload on reconnecting.
 */
export function createEvents(): Events {
  const listeners = new Set<Listener>();
  const waiting = new Map<string, Set<Topic>>();
  const self = crypto.randomUUID();
  let notify: ((payload: string) => Promise<unknown>) | null = null;
  let timer: NodeJS.Timeout | null = null;

  const tell = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  const flush = () => {
    timer = null;
    for (const [district, topics] of waiting) {
      void notify?.(JSON.stringify({ from: self, district, topics: [...topics] })).catch(() => {});
    }
    waiting.clear();
  };

  return {
    publish(district, topics) {
      if (topics.length === 0) return;
      tell({ district, topics });
      if (!notify) return;
      const set = waiting.get(district) ?? new Set();
      for (const topic of topics) set.add(topic);
      // NOTIFY payloads end at 8000 bytes: past a hundred topics "vacancies" alone says enough.
      waiting.set(district, set.size > 100 ? new Set<Topic>(general) : set);
      timer ??= setTimeout(flush, COALESCE_MS);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async listen(db) {
      const sql = db.$client;
      notify = (payload) => sql`select pg_notify(${CHANNEL}, ${payload})`;
      const { unlisten } = await sql.listen(CHANNEL, (payload) => {
        const change = JSON.parse(payload) as Change & { from: string };
        if (change.from !== self) tell({ district: change.district, topics: change.topics });
      });
      return async () => {
        notify = null;
        if (timer) clearTimeout(timer);
        await unlisten();
      };
    },
  };
}
