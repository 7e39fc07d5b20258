import type { Sql } from '../../db/client.ts';
import { type NearbyQuery, nearby } from '../../server/facilities/queries.ts';
import { type Bench, compare } from './compare.ts';

const COLUMNS = `district, facility_id, kind, name, lng, lat, accuracy_m, street_code, filed, closed, occupied, held, free,
  free_for::text, lot_left, monthly_min_fen, stars, stars_source, medical_insurance, long_term_care_insurance,
  consumption_coupon, confirmed_at, demonstration`;
const CLIENTS = 8;

type Town = { district: string; lng: number; lat: number; ids: string[]; n: number };
type Spot = { lng: number; lat: number; town: Town };

/** Where people ask: towns by their size, somewhere within a few kilometres. */
export async function askers(sql: Sql, random: () => number): Promise<() => Spot> {
  const towns = await sql<Town[]>`
    select district, avg(lng)::float8 as lng, avg(lat)::float8 as lat, count(*)::int as n, (array_agg(facility_id order by md5(facility_id::text)))[1:20] as ids
    from vacancies group by district having count(*) >= 20 order by district`;
  const upTo: number[] = [];
  let sum = 0;
  for (const { n } of towns) {
    sum += n;
    upTo.push(sum);
  }
  return () => {
    const at = random() * sum;
    const town = towns[upTo.findIndex((n) => n > at)]!;
    return { town, lng: town.lng + (random() - 0.5) * 0.1, lat: town.lat + (random() - 0.5) * 0.1 };
  };
}

/** Nearest 20 with a bed free among 404,000, beside 20 rows by primary key, and beside PostGIS where it is installed. */
export async function nearbyBench({ appUrl, ownerUrl, extensionUrl, open, print, random }: Bench): Promise<void> {
  const plain = open(appUrl, CLIENTS);
  // hears every statement that goes by, so that the very same can be looked at inside the database
  let heard: Statement = { text: '', params: [] };
  const sql = Object.assign(Object.create(plain) as Sql, {
    unsafe: ((text: string, params: Statement['params'], options: object) => {
      heard = { text, params };
      return plain.unsafe(text, params, options);
    }) as Sql['unsafe'],
  });
  const spied = (name: string) => async () => {
    await cases[name]!();
    return heard;
  };
  const somewhere = await askers(plain, random);
  let here: Spot | null = null;
  const spot = () => here ?? somewhere();
  const now = new Date();
  const any = { hasBed: true } as const;
  const hard = { hasBed: true, kinds: ['nursing_home'], sex: 'female', level: 3 } as const;
  const ask = (filters: Omit<NearbyQuery, 'lng' | 'lat' | 'now'>) => () => {
    const { lng, lat } = spot();
    return nearby(sql, { lng, lat, now, ...filters });
  };
  const cases: Record<string, () => Promise<unknown>> = {
    key: () => {
      const { town } = spot();
      return sql.unsafe(
        `select ${COLUMNS} from vacancies where district = $1 and facility_id = any ($2::uuid[])`,
        [town.district, town.ids],
        { prepare: true },
      );
    },
    any: ask(any),
    hard: ask(hard),
    'two kinds': ask({ ...hard, kinds: ['nursing_home', 'medical_point'] }),
    'no filter': ask({}),
    'rare text': ask({ text: `d${1000 + Math.floor(random() * 9000)}yl` }),
    'usual text': ask({ text: '养老', hasBed: true }),
  };
  const postgis = await withPostgis(open(ownerUrl, 1), () => open(extensionUrl, 1));
  if (postgis) {
    // the same rows in as many pages, the same partial indexes, and 20 rows: no spare ones, no proof, no radius
    const since = new Date(now.getTime() - 72 * 3_600_000);
    const walk = (where: string, more: number[]) => () => {
      const { lng, lat } = spot();
      return sql.unsafe(
        `select ${COLUMNS}, geog <-> st_makepoint($1, $2)::geography as distance_m from vacancies_geography
          where has_vacancy and confirmed_at > $3 and ${where} order by geog <-> st_makepoint($1, $2)::geography limit 20`,
        [lng, lat, since, ...more],
        { prepare: true },
      );
    };
    cases['PostGIS any'] = walk('true', []);
    cases['PostGIS hard'] = walk(`kind = 'nursing_home' and free_for[$4::int] > 0`, [14]);
  }
  const seen = await compare(cases, { clients: CLIENTS });
  for (const [name, { rate, p50, p99 }] of Object.entries(seen)) {
    const beside = name === 'key' ? '' : `; × key ${(rate / seen.key!.rate).toFixed(2)}`;
    print(`nearby: ${name}`, `${Math.round(rate)}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(1)} ms${beside}`);
  }
  if (!postgis)
    print('nearby: beside PostGIS', 'PostGIS is not installed, or not in this database (CREATE EXTENSION postgis)');
  else
    for (const name of ['any', 'hard']) {
      const [ours, theirs] = await inside(open(appUrl, 1), () => (here = somewhere()), [
        spied(name),
        spied(`PostGIS ${name}`),
      ]);
      print(
        `nearby: ${name} × PostGIS`,
        `${(seen[name]!.rate / seen[`PostGIS ${name}`]!.rate).toFixed(2)} through the client; in the database ${(theirs / ours).toFixed(2)} (${ours.toFixed(3)} ms, ${theirs.toFixed(3)} ms)`,
      );
    }
}

type Statement = { text: string; params: (string | number)[] };

/**
 * Milliseconds that PostgreSQL itself works on each of two statements: medians over 600 places, without planning and
 * sending. Both at the same place, each the first at every other one.
 */
async function inside(
  sql: Sql,
  move: () => void,
  two: [() => Promise<Statement>, () => Promise<Statement>],
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < 600; i += 1) {
    move();
    for (const which of i % 2 ? ([0, 1] as const) : ([1, 0] as const)) {
      const { text, params } = await two[which]();
      const [row] = await sql.unsafe<{ 'QUERY PLAN': { 'Execution Time': number }[] }[]>(
        `explain (analyze, timing off, format json) ${text}`,
        params,
        { prepare: true },
      );
      times[which].push(row!['QUERY PLAN'][0]!['Execution Time']);
    }
  }
  const median = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1]!;
  return [median(times[0]), median(times[1])];
}

/** Makes the geography copy once. On a server that is not the bench's own, the owner may create only trusted extensions. */
async function withPostgis(owner: Sql, creator: () => Sql): Promise<boolean> {
  const [there] = await owner`select installed_version from pg_available_extensions where name = 'postgis'`;
  if (!there) return false;
  if (!there.installed_version) {
    try {
      await creator()`create extension postgis`;
    } catch (error) {
      if ((error as { code?: string }).code === '42501') return false;
      throw error;
    }
  }
  await owner`drop table if exists vacancies_geography`;
  await owner`create table vacancies_geography with (fillfactor = 70) as select *, st_makepoint(lng, lat)::geography as geog from vacancies`;
  await owner`create index on vacancies_geography using gist (geog) where has_vacancy`;
  await owner`create index on vacancies_geography using gist (geog) where has_vacancy and kind = 'nursing_home'`;
  await owner`grant select on vacancies_geography to yiwei_app`;
  await owner`vacuum analyze vacancies_geography`;
  return true;
}
