import type { Sql } from '../../db/client.ts';
import type { Change, Events } from './events.ts';
import { Ground, type GroundRow, type MapFilter, type MapItem } from './ground.ts';

export type { MapFilter, MapItem };
export type Clusters = {
  /**
   * What a map of this box (west, south, east, north) shows at this zoom. The first question waits until all facilities
   * are read; later ones answer from memory, brought up to every change heard of before they were asked.
   */
  items(box: readonly [number, number, number, number], zoom: number, filter?: MapFilter): Promise<MapItem[]>;
  close(): void;
};

const COLUMNS = `facility_id, kind, name, lng, lat, accuracy_m, free, case when free > 0 then free_for::text end as free_for, confirmed_at,
   monthly_min_fen, stars, medical_insurance, long_term_care_insurance, consumption_coupon, lot_left > 0 as contract`;
/** Reading everything again may take one fiftieth of the time: at once in a district, every few minutes for a country. */
const REST = 50;
const MAX_AGE_MS = 900_000;
const MANY = 2_000;

/** The map's clusters over all vacancies, in memory; nothing is read before the first question. */
export function createClusters(
  { sql, events }: { sql: Sql; events: Events },
  now: () => number = () => performance.now(),
): Clusters {
  let ground: Ground | null = null;
  let reading: Promise<void> | null = null;
  let catching: Promise<void> | null = null;
  let again = false;
  let readAt = 0;
  let notBefore = 0;
  /** facility → district */
  let changed = new Map<string, string>();
  /** the same since the reading under way began: its snapshot may be older */
  let meanwhile = new Map<string, string>();

  const unsubscribe = events.subscribe(({ district, topics }: Change) => {
    const facilities = topics.flatMap((t) => (t.startsWith('facility:') ? [t.slice(9)] : []));
    for (const id of facilities) {
      changed.set(id, district);
      if (reading) meanwhile.set(id, district);
    }
    // "vacancies" alone: too many to name
    if (facilities.length === 0 && topics.includes('vacancies')) again = true;
  });

  async function readAll(): Promise<void> {
    const start = now();
    again = false;
    meanwhile = new Map();
    const next = new Ground();
    for await (const rows of sql
      .unsafe<GroundRow[]>(`select ${COLUMNS} from vacancies where closes_on is null or filed > 0 order by facility_id`)
      .cursor(5_000))
      for (const row of rows) next.add(row);
    next.build();
    ground = next;
    changed = meanwhile;
    readAt = now();
    notBefore = readAt + REST * (readAt - start);
  }

  /** Reads in the background while the old ground goes on answering; after a failure the next question tries again. */
  function refresh(): Promise<void> {
    reading ??= readAll()
      .catch((error: unknown) => {
        again = true;
        notBefore = now() + 1_000;
        throw error;
      })
      .finally(() => {
        reading = null;
      });
    return reading;
  }

  async function catchUp(on: Ground): Promise<void> {
    const asked = changed;
    changed = new Map();
    try {
      const rows = await sql.unsafe<GroundRow[]>(
        `select ${COLUMNS} from vacancies
          where (district, facility_id) in (select * from unnest($1::char(6)[], $2::uuid[]))`,
        [`{${[...asked.values()].join(',')}}`, `{${[...asked.keys()].join(',')}}`],
        { prepare: true },
      );
      for (const row of rows) {
        const i = on.find(row.facility_id);
        if (i < 0) again = true;
        else on.change(i, row);
      }
    } catch (error) {
      changed = new Map([...asked, ...changed]);
      throw error;
    }
  }

  /** Who bears this text in its name or in the spelling of it. */
  async function bearing(text: string): Promise<Set<string>> {
    const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await sql<{ id: string }[]>`select facility_id as id from vacancies where search_text like ${like}`;
    return new Set(rows.map((row) => row.id));
  }

  return {
    async items(box, zoom, filter = {}) {
      if (!ground) await refresh();
      else if (changed.size > MANY) again = true;
      else
        while (changed.size > 0) {
          catching ??= catchUp(ground as Ground).finally(() => {
            catching = null;
          });
          await catching;
        }
      if ((again && now() >= notBefore) || now() - readAt > MAX_AGE_MS) refresh().catch(() => {});
      const named =
        filter.text && !(ground as unknown as Ground).holds(filter, now()) ? await bearing(filter.text) : undefined;
      const on = ground as unknown as Ground;
      return on.items(box, zoom, on.tally(filter, now(), named));
    },
    close: unsubscribe,
  };
}
