import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { csvOf } from '../exports/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { disarmed } from '../kernel/table.ts';
import { type Context, type ReadTx, viewOpenly } from '../platform/context.ts';
import {
  type Area,
  capacity,
  location,
  organization,
  paged,
  service,
  serviceAtLocation,
  type Tools,
  VERSION,
} from './mechanism/hsds.ts';
import {
  atomOf,
  capacitySheet,
  facilitySheet,
  geojsonOf,
  kindWords,
  type Notice,
  newest,
  noticeEntries,
  type Place,
  type SetCode,
  vacancyEntries,
} from './rules.ts';

const iso = (at: Date | string | null) => (at === null ? null : new Date(at).toISOString());

/** A stable uuid (version 8) for what has no id of its own here: from the kind of thing and the facility's id. */
export const derive = (kind: string, of: string): string => {
  const hex = createHash('sha256').update(`yiwei open data ${kind} ${of}`).digest('hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

async function areaOf(tx: ReadTx, district: string): Promise<Area> {
  const [row] = await tx.execute<Area>(sql`select name, city, province from districts where district = ${district}`);
  if (!row) throw new Refusal('not_found', 'district_unknown', { district });
  return row;
}

async function placesOf(tx: ReadTx, district: string, today: Day): Promise<Place[]> {
  const rows = await tx.execute<Place & { confirmed_at: Date | null }>(sql`
    select f.id, f.kind, f.name, f.street_code, s.name as street, f.community_code, c.name as community, f.address, f.lng, f.lat,
           f.accuracy_m, f.phone, f.nature, f.stars, f.stars_source, f.medical_insurance, f.long_term_care_insurance,
           f.consumption_coupon, f.dementia_unit, f.services, v.monthly_min_fen, f.opening_hours, f.filed_on::text as filed_on,
           f.closed_on::text as closed_on, coalesce(f.closed_on <= ${today}::date, false) as ended, v.filed, v.closed, v.occupied, v.held, v.free, v.as_on::text as as_on, v.confirmed_at,
           g.grade, g.from_on::text as grade_from_on, f.demonstration
      from facilities f
      join vacancies v on v.district = f.district and v.facility_id = f.id
      left join divisions s on s.district = f.district and s.code = f.street_code
      left join divisions c on c.district = f.district and c.code = f.community_code
      left join lateral (select k.grade, k.from_on from scorecards k
                          where k.district = f.district and k.facility_id = f.id and k.published_at is not null
                          order by k.from_on desc, k.published_at desc limit 1) g on true
     where f.district = ${district} order by f.id`);
  return rows.map((row) => ({ ...row, confirmed_at: iso(row.confirmed_at) }));
}

async function noticesOf(tx: ReadTx, district: string): Promise<Notice[]> {
  const rows = await tx.execute<{ id: string; kind: Notice['kind']; at: Date | string; about: string }>(sql`
    (select id, 'case' as kind, published_at as at, scheme as about from public_notices
      where district = ${district} and withdrawn_at is null order by published_at desc limit 200)
    union all
    (select id, 'contract', announced_on::timestamp at time zone 'Asia/Shanghai', title from contracts
      where district = ${district} and announced_on is not null order by announced_on desc limit 200)
    union all
    (select id, 'funds', published_at, to_char(month_on, 'YYYY"年"FMMM"月"') from disclosures
      where district = ${district} order by published_at desc limit 200)`);
  return rows.map((row) => ({ ...row, at: iso(row.at) as string }));
}

export type Open = { places: Place[]; tools: Tools; district: string };
type Link = (path: string) => string;

/** Everything the sets are made of, read as the role that can read nothing else. */
export async function readOpen(ctx: Context, link: Link): Promise<Open> {
  const { area, places } = await viewOpenly(ctx, 'opendata.read', async (tx) => ({
    area: await areaOf(tx, ctx.district),
    places: await placesOf(tx, ctx.district, dayOf(ctx.clock())),
  }));
  const kindWord = (kind: string) => kindWords[kind as Place['kind']];
  return { places, tools: { area, derive, link, kindWord }, district: ctx.district };
}

export const hsdsRoot = ({ tools: { area, link } }: Open) => ({
  version: VERSION,
  profile: link('/open-data'),
  openapi_url: link('/openapi.json'),
  description: `${area.name}养老服务设施和床位`,
  publisher: { name: `${area.name}民政局`, website: link('/open-data') },
});

/** Objects of the specification, each made of a facility; one without a confirmation has no capacity. */
const objects = {
  organizations: organization,
  services: service,
  locations: location,
  service_at_locations: serviceAtLocation,
  service_capacities: (p: Place, tools: Tools) => capacity(p, tools),
} satisfies Record<string, (p: Place, tools: Tools, full: boolean) => object | null>;
export type HsdsAsked = {
  page: number;
  per_page: number;
  full: boolean;
  organization_id?: string | undefined;
  /** an instant: facilities that have confirmed their beds since */
  modified_after?: string | undefined;
};

export function hsdsPage({ places, tools }: Open, of: keyof typeof objects, asked: HsdsAsked) {
  const since = asked.modified_after ? new Date(asked.modified_after).toISOString() : null;
  const wanted = places
    .filter((p) => of !== 'service_capacities' || p.confirmed_at !== null)
    .filter((p) => !asked.organization_id || p.id === asked.organization_id)
    .filter((p) => since === null || (p.confirmed_at !== null && p.confirmed_at >= since));
  const { contents, ...page } = paged(wanted, asked.page, asked.per_page);
  return { ...page, contents: contents.map((p) => objects[of](p, tools, asked.full) as Record<string, unknown>) };
}

export function hsdsOne({ places, tools }: Open, of: 'organizations' | 'services', id: string) {
  const place = places.find((p) => (of === 'organizations' ? p.id : derive('service', p.id)) === id);
  if (!place) throw new Refusal('not_found', 'not_found');
  return objects[of](place, tools, true);
}

const sheet = ({ heading, rows }: ReturnType<typeof facilitySheet>) =>
  csvOf(
    { name: '', heading, rows: rows.map((row) => row.map((one) => (typeof one === 'string' ? disarmed(one) : one))) },
    null,
  );

export const geojson = (open: Open): string => JSON.stringify(geojsonOf(open.places));
export const facilitiesCsv = (open: Open): string => sheet(facilitySheet(open.places));
export const capacityCsv = (open: Open): string => sheet(capacitySheet(open.places));

const NEVER = '1970-01-01T00:00:00.000Z';
const feedOf = (open: Open, of: 'vacancies' | 'notices', entries: ReturnType<typeof vacancyEntries>) => {
  const { area, link } = open.tools;
  const title = of === 'vacancies' ? `${area.name}养老床位变化` : `${area.name}养老服务公示和公告`;
  return atomOf({
    id: derive('feed', `${open.district} ${of}`),
    title,
    author: `${area.name}民政局`,
    self: link(`/api/v1/open-data/${of}.atom`),
    at: newest(entries.map((e) => e.at)) ?? NEVER,
    entries,
  });
};
export const vacanciesAtom = (open: Open): string =>
  feedOf(open, 'vacancies', vacancyEntries(open.places, { ...open.tools, district: open.district }));

export async function readNotices(ctx: Context): Promise<Notice[]> {
  return viewOpenly(ctx, 'opendata.read', (tx) => noticesOf(tx, ctx.district));
}
export const noticesAtom = (open: Open, notices: readonly Notice[]): string =>
  feedOf(open, 'notices', noticeEntries(notices, { ...open.tools, district: open.district }));

export type Size = { code: SetCode; rows: number; bytes: number | null; updated: string | null };

/** How many rows and bytes each set has, and when its newest fact is of. */
export async function sizesOf(ctx: Context, link: Link): Promise<{ sizes: Size[]; area: Area }> {
  const open = await readOpen(ctx, link);
  const notices = await readNotices(ctx);
  const confirmed = newest(open.places.map((p) => p.confirmed_at));
  const n = open.places.length;
  const of = (code: SetCode, text: string | null, rows: number, updated: string | null): Size => ({
    code,
    rows,
    bytes: text === null ? null : Buffer.byteLength(text),
    updated,
  });
  return {
    area: open.tools.area,
    sizes: [
      of('hsds', null, n, confirmed),
      of('facilities_geojson', geojson(open), n, confirmed),
      of('facilities_csv', facilitiesCsv(open), n, confirmed),
      of('capacity_csv', capacityCsv(open), n, confirmed),
      of('vacancies_atom', vacanciesAtom(open), open.places.filter((p) => p.confirmed_at).length, confirmed),
      of('notices_atom', noticesAtom(open, notices), notices.length, newest(notices.map((one) => one.at))),
    ],
  };
}
