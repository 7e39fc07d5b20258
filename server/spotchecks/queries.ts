import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { loadBeds } from '../facilities/queries.ts';
import { type Claim, facilityCounts, weekdaysIn } from '../facilities/rules.ts';
import type { Counts } from '../inspections/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { type Day, dayOf, weekdayOf } from '../kernel/period.ts';
import { type Context, type ReadTx, view } from '../platform/context.ts';
import { numberFor } from '../scrutiny/queries.ts';
import { drawOf, type SampleKind } from './rules.ts';

type ClaimThen = Claim & { person: string | null; gone: boolean };

/**
 * What was on record of a facility at a moment: beds free and people there. What was typed in after it does not count, and
 * what was taken back after it does: neither an admission entered when the inspectors had left, nor a discharge.
 */
export async function recordAt(
  tx: ReadTx,
  district: string,
  facility: string,
  at: Date,
): Promise<Counts & { beds: number }> {
  const day = dayOf(at);
  const then = sql`${at.toISOString()}::timestamptz`;
  const entered = (id: string, kinds: string) => sql`exists (select from bed_events e where e.district = c.district
    and ${sql.raw(id)} and e.kind in (${sql.raw(kinds)}) and e.at > ${then})`;
  const [{ rooms, beds }, claims] = await Promise.all([
    loadBeds(tx, district, { facility }, day),
    tx.execute<ClaimThen>(sql`
      select c.bed_id as "bedId", c.kind, c.sex, c.reason, c.weekdays, c.applicant_id as person,
        case when p.discharged_at > ${then} then daterange(lower(c.during), null) else c.during end::text as during,
        exists (select from absences x where x.district = c.district and x.claim_id = c.id and x.voided_at is null
          and x.during @> ${day}::date and not ${entered('e.absence_id = x.id', "'away'")}) as gone
        from claims c
        left join placements p on p.district = c.district and p.claim_id = c.id
        left join offers o on o.district = c.district and o.claim_id = c.id
       where c.district = ${district} and c.facility_id = ${facility}::uuid
         and (c.released_at is null or c.released_at > ${then})
         and (o.made_at is null or o.made_at <= ${then})
         and p.discharge_kind is distinct from 'error'
         and not coalesce(${entered('e.placement_id = p.id', "'admitted', 'moved_in'")}, false)
         and lower(c.during) <= ${day}::date
         and (upper(c.during) is null or upper(c.during) > ${day}::date or p.discharged_at > ${then})`),
  ]);
  const counts = facilityCounts(rooms, beds, [...claims], day);
  const here = claims.filter((c) => c.kind === 'stay' && !c.gone && weekdaysIn(c.weekdays).includes(weekdayOf(day)));
  return { free: counts.free, present: new Set(here.map((c) => c.person)).size, beds: counts.filed };
}

/** Whom a sample can be drawn from today: every facility in service, or those that say they have a bed free. */
export async function populationOf(tx: ReadTx, district: string, kind: SampleKind, on: Day): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select f.id from facilities f join vacancies v on v.district = f.district and v.facility_id = f.id
     where f.district = ${district} and (f.closed_on is null or f.closed_on > ${on}::date)
       and ${kind === 'vacancy' ? sql`v.free > 0` : sql`true`} order by f.id`);
  return rows.map((r) => r.id);
}

export const digestOf = (ids: readonly string[]) => createHash('sha256').update(ids.join('\n')).digest('hex');

type SampleRow = {
  id: string;
  as_on: Day;
  kind: SampleKind;
  seed: string;
  size: number;
  population: string[];
  population_digest: string;
  drawn: string[];
  drawn_at: string;
  drawn_by: string | null;
};

/** Samples with whom they drew, what was counted there, and whether seed and list still give the same. */
export function listSamples(ctx: Context) {
  const on = dayOf(ctx.clock());
  return view(ctx, 'spotchecks.samples', async (tx) => {
    const { district } = ctx;
    const [samples, checks, places, all, free] = await Promise.all([
      tx.execute<SampleRow>(sql`
        select s.id, s.as_on::text, s.kind, s.seed, s.size, s.population, s.population_digest, s.drawn, s.drawn_at,
          a.display_name as drawn_by
          from spot_samples s left join accounts a on a.id = s.drawn_by
         where s.district = ${district} order by s.drawn_at desc, s.id desc limit 20`),
      tx.execute<Shown & { sample_id: string | null }>(sql`
        select k.id, k.sample_id, k.facility_id, k.visited_at, k.people, k.record_free, k.record_present, k.counted_free,
          k.counted_present, k.note, k.finding_id, k.lng, k.lat,
          array(select i.id from inspection_photos i where i.district = k.district and i.spot_check_id = k.id order by i.id) as photos
          from spot_checks k where k.district = ${district} order by k.visited_at desc, k.id desc limit 500`),
      tx.execute<{ id: string; name: string; street: string | null }>(sql`
        select f.id, f.name, d.name as street from facilities f
          left join divisions d on d.district = f.district and d.code = f.street_code where f.district = ${district}`),
      populationOf(tx, district, 'facility', on),
      populationOf(tx, district, 'vacancy', on),
    ]);
    const placeOf = new Map(places.map((p) => [p.id, p]));
    // The first count of a place drawn is the sample's; a second one stands beside it and hides nothing.
    const drawn = checks.filter((k) => k.sample_id !== null).sort((a, b) => (a.id < b.id ? 1 : -1));
    const first = new Map(drawn.map((k) => [`${k.sample_id} ${k.facility_id}`, k]));
    const shown = ({ sample_id: _, ...k }: Shown & { sample_id: string | null }) => ({
      ...k,
      facility: placeOf.get(k.facility_id)?.name ?? '',
      visited_at: new Date(k.visited_at).toISOString(),
    });
    return {
      populations: { facility: all.length, vacancy: free.length },
      samples: samples.map(({ population, drawn, ...s }) => ({
        ...s,
        population: population.length,
        drawn_at: new Date(s.drawn_at).toISOString(),
        same:
          digestOf(population) === s.population_digest &&
          drawOf(population, s.size, numberFor(s.seed)).join() === drawn.join(),
        places: drawn.map((id) => {
          const found = first.get(`${s.id} ${id}`);
          return {
            facility_id: id,
            facility: placeOf.get(id)?.name ?? '',
            street: placeOf.get(id)?.street ?? null,
            check: found ? shown(found) : null,
          };
        }),
      })),
      others: checks.filter((k) => first.get(`${k.sample_id} ${k.facility_id}`) !== k).map(shown),
    };
  });
}
type Shown = {
  id: string;
  facility_id: string;
  visited_at: string;
  people: string[];
  record_free: number;
  record_present: number;
  counted_free: number;
  counted_present: number;
  note: string | null;
  finding_id: string | null;
  lng: number | null;
  lat: number | null;
  photos: string[];
};

/** The list a sample was drawn from, one id a line. */
export function readPopulation(ctx: Context, id: string): Promise<{ on: Day; text: string }> {
  return view(ctx, 'spotchecks.samples', async (tx) => {
    const [row] = await tx.execute<{ on: Day; population: string[] }>(sql`
      select as_on::text as "on", population from spot_samples where district = ${ctx.district} and id = ${id}`);
    if (!row) throw new Refusal('not_found', 'not_found');
    return { on: row.on, text: row.population.join('\n') };
  });
}
