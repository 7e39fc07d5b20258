import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { divisions } from '../../db/schema/divisions.ts';
import { facilities, vacancies } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { proposals } from '../../db/schema/rounds.ts';
import { loadQueue } from '../allocation/queries.ts';
import { kmBetween } from '../allocation/rules.ts';
import { cleanText, fmtAt, freeForPerson, loadPublicBeds } from '../facilities/queries.ts';
import { bedState, cellOf, type Filters, FRESH_HOURS, freeOf } from '../facilities/rules.ts';
import { publicInspections } from '../findings/queries.ts';
import { Refusal } from '../kernel/errors.ts';
import { addMonths, type Day, dayOf, daysBetween } from '../kernel/period.ts';
import { type Clusters, createClusters, type MapItem } from '../platform/clusters.ts';
import { type Context, view } from '../platform/context.ts';
import { closingOf } from '../prepaid/queries.ts';
import { publicProfile } from '../profiles/queries.ts';
import { type QueueKey, tracks } from '../queue/rules.ts';
import { publicGrade } from '../scorecards/queries.ts';
import { bedsFor, fairnessOf, type OfferFact, type WaitingFact, type Whom } from './rules.ts';

const kept = new WeakMap<Context['db'], Clusters>();

/** Clusters and single facilities inside a box (west, south, east, north), from one index in memory that follows the change events. */
export function clustersIn(
  ctx: Context,
  box: [number, number, number, number],
  zoom: number,
  { sex, level, dementia, hasBed, text, ...rest }: Filters = {},
): Promise<MapItem[]> {
  const clusters = kept.get(ctx.db) ?? createClusters({ sql: ctx.db.$client, events: ctx.events });
  kept.set(ctx.db, clusters);
  const words = cleanText(text);
  return clusters.items(box, zoom, {
    ...rest,
    ...(words ? { text: words } : {}),
    ...(sex !== undefined || level !== undefined || dementia ? { cells: cellsFor({ sex, level, dementia }) } : {}),
    ...(hasBed ? { hasBedSince: new Date(ctx.clock().getTime() - FRESH_HOURS.grey * 3_600_000) } : {}),
  });
}

/** Where in `free_for` whoever is asked about may be counted. */
function cellsFor({ sex, level, dementia = false }: Filters): number[] {
  const sexes = sex ? [sex] : (['male', 'female'] as const);
  const levels = level === undefined ? [0, 1, 2, 3, 4] : [level];
  return sexes.flatMap((s) => levels.map((l) => cellOf(s, l, dementia)));
}

/** A search line asks for no more than a district has. */
const NAMES = 2_000;

/** The facilities of the district that are open, with the spelling of their names. */
export const facilityNames = (ctx: Context) =>
  view(ctx, 'facilities.search', (tx) =>
    tx
      .select({
        id: facilities.id,
        kind: facilities.kind,
        name: facilities.name,
        pinyin: facilities.pinyin,
        initials: facilities.initials,
        street_code: facilities.streetCode,
      })
      .from(facilities)
      .where(and(eq(facilities.district, ctx.district), isNull(facilities.closedOn)))
      .orderBy(facilities.name, facilities.id)
      .limit(NAMES),
  );

/**
 * A facility's public page: vacancy with its age, how many beds are free for whom it is read for, beds by kind and level,
 * what will be free, what checks have found, and whether it closes; what is not stated stays null.
 */
export function facilityPage(ctx: Context, id: string, whom: Whom = {}) {
  return view(ctx, 'facilities.read', async (tx) => {
    const [row] = await tx
      .select({ facility: facilities, vacancy: vacancies })
      .from(facilities)
      .innerJoin(vacancies, and(eq(vacancies.district, facilities.district), eq(vacancies.facilityId, facilities.id)))
      .where(and(eq(facilities.district, ctx.district), eq(facilities.id, id)));
    if (!row) throw new Refusal('not_found', 'not_found');
    const { facility: f, vacancy: v } = row;
    const on = dayOf(ctx.clock());
    const [beds, names, profile, grade, inspections, closing] = await Promise.all([
      loadPublicBeds(tx, ctx.district, on, [id]),
      tx
        .select({ code: divisions.code, name: divisions.name })
        .from(divisions)
        .where(and(eq(divisions.district, ctx.district), inArray(divisions.code, [f.streetCode, f.communityCode]))),
      publicProfile(tx, ctx.district, f),
      publicGrade(tx, ctx.district, id),
      publicInspections(tx, ctx.district, id, ctx.clock()),
      closingOf(tx, ctx.district, id),
    ]);
    const goesOn = f.closedOn === null && closing === null;
    const loaded = beds(id);
    const expected = goesOn ? loaded.expected : [];
    const filed = loaded.beds.filter((b) => b.retiredOn === null);
    const groups = Map.groupBy(filed, (b) => `${b.kind}/${b.levelMin}/${b.levelMax}/${b.dementia}`);
    const fees = filed.flatMap((b) => (b.feeFen === null ? [] : [b.feeFen]));
    return {
      facility: {
        id: f.id,
        kind: f.kind,
        name: f.name,
        street_code: f.streetCode,
        community_code: f.communityCode,
        address: f.address,
        lng: f.lng,
        lat: f.lat,
        accuracy_m: f.accuracyM,
        phone: f.phone,
        nature: f.nature,
        stars: f.stars,
        stars_source: f.starsSource,
        medical_insurance: f.medicalInsurance,
        long_term_care_insurance: f.longTermCareInsurance,
        consumption_coupon: f.consumptionCoupon,
        dementia_unit: f.dementiaUnit,
        services: f.services,
        bed_fee_min_fen: fees.length ? Math.min(...fees) : null,
        bed_fee_max_fen: fees.length ? Math.max(...fees) : null,
        care_fee_min_fen: f.careFeeMinFen,
        care_fee_max_fen: f.careFeeMaxFen,
        meal_fee_fen: f.mealFeeFen,
        deposit_fen: f.depositFen,
        ...profile,
        filed_on: f.filedOn,
        closed_on: f.closedOn,
        demonstration: f.demonstration,
      },
      grade,
      street: names.find((n) => n.code === f.streetCode)?.name ?? null,
      community: names.find((n) => n.code === f.communityCode)?.name ?? null,
      vacancy: {
        as_on: v.asOn,
        filed: v.filed,
        closed: v.closed,
        occupied: v.occupied,
        held: v.held,
        free: v.free,
        free_male: freeOf(v.freeFor, 'male'),
        free_female: freeOf(v.freeFor, 'female'),
        confirmed_at: fmtAt(v.confirmedAt),
      },
      beds: [...groups.values()]
        .map((list) => {
          const first = list[0] as (typeof filed)[number];
          return {
            kind: first.kind,
            level_min: first.levelMin,
            level_max: first.levelMax,
            dementia: first.dementia,
            filed: list.length,
            free: v.closesOn ? 0 : list.filter((b) => bedState(b, loaded.claims, on) === 'free').length,
          };
        })
        .sort((a, b) => a.kind.localeCompare(b.kind) || a.level_min - b.level_min || a.level_max - b.level_max),
      lot_left: v.lotLeft,
      for_person: goesOn ? freeForWhom(whom, v.freeFor, loaded, on) : null,
      expected,
      closing:
        f.closedOn === null && closing ? { announced_on: closing.announcedOn, closes_on: closing.closesOn } : null,
      inspections,
    };
  });
}

/** As the list says it for the same question: by the projection for today, else by the beds themselves. */
function freeForWhom(
  q: Whom,
  freeFor: readonly number[],
  loaded: ReturnType<Awaited<ReturnType<typeof loadPublicBeds>>>,
  on: Day,
) {
  const byBeds = !!q.weekdays?.length || q.from !== undefined;
  if (!byBeds && q.sex === undefined && q.level === undefined && !q.dementia) return null;
  const found = bedsFor(q, loaded, on);
  const beds = byBeds ? found.beds : freeForPerson(freeFor, q);
  // Between the two a booking may have come: then the kinds are not said, rather than said wrongly.
  return { beds, kinds: beds === found.beds ? found.kinds : [], reasons: beds > 0 ? [] : found.reasons };
}

const MONTHS = 12;
type Kept = { key: QueueKey; override?: { reason: string; passed_over: unknown[] } };

/**
 * `GET /api/v1/allocation/fairness`: who waits how long, and who was offered what in the last twelve months, counted
 * from the queue, the offers as they were made, the rounds and the placements. No names.
 */
export function readFairness(ctx: Context) {
  return view(ctx, 'rounds.fairness', async (tx) => {
    const today = dayOf(ctx.clock());
    const from = addMonths(`${today.slice(0, 7)}-01`, 1 - MONTHS);
    const { queue, version } = await loadQueue(tx, ctx);
    const monthOf = (column: unknown) => sql<string>`to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM')`;
    const made = await tx
      .select({
        at: offers.madeAt,
        month: monthOf(offers.madeAt),
        snapshot: offers.snapshot,
        facility: offers.facilityId,
        choices: applications.choices,
        home: { lng: applicants.lng, lat: applicants.lat },
        place: { lng: facilities.lng, lat: facilities.lat },
      })
      .from(offers)
      .innerJoin(
        applications,
        and(eq(applications.district, offers.district), eq(applications.id, offers.applicationId)),
      )
      .innerJoin(applicants, and(eq(applicants.district, offers.district), eq(applicants.id, offers.applicantId)))
      .innerJoin(facilities, and(eq(facilities.district, offers.district), eq(facilities.id, offers.facilityId)))
      .where(and(eq(offers.district, ctx.district), sql`${offers.madeAt} >= ${midnight(from)}`));
    const [struck, emergencies] = await Promise.all([
      tx
        .select({ month: monthOf(proposals.decidedAt), n: sql<number>`count(*)::int` })
        .from(proposals)
        .where(
          and(
            eq(proposals.district, ctx.district),
            eq(proposals.decision, 'struck'),
            sql`${proposals.decidedAt} >= ${midnight(from)}`,
          ),
        )
        .groupBy(sql`1`),
      tx
        .select({
          month: sql<string>`to_char(${placements.admittedOn}, 'YYYY-MM')`,
          reason: placements.emergencyReason,
          n: sql<number>`count(*)::int`,
        })
        .from(placements)
        .where(
          and(
            eq(placements.district, ctx.district),
            isNotNull(placements.emergencyReason),
            sql`${placements.admittedOn} >= ${from}`,
          ),
        )
        .groupBy(sql`1`, sql`2`),
    ]);
    const waiting = queue.map(
      ({ key }): WaitingFact => ({
        track: key.track,
        level: key.level,
        days: daysBetween(dayOf(new Date(key.queued_at)), today),
      }),
    );
    const reasons = new Map<string, { n: number; passed_over: number }>();
    const offered = made.map((o): OfferFact => {
      const { key, override } = o.snapshot as Kept;
      const wish = o.choices.indexOf(o.facility);
      if (override) {
        const sum = reasons.get(override.reason) ?? { n: 0, passed_over: 0 };
        reasons.set(override.reason, { n: sum.n + 1, passed_over: sum.passed_over + override.passed_over.length });
      }
      return {
        month: o.month,
        track: key.track,
        level: key.level,
        days: daysBetween(dayOf(new Date(key.queued_at)), dayOf(o.at)),
        km: kmBetween(o.home, o.place),
        wish: wish === 0 ? 'first' : wish > 0 ? 'named' : 'other',
        passedOver: override ? override.passed_over.length : null,
      };
    });
    const count = (list: readonly { month: string; n: number }[], month: string) =>
      list.reduce((sum, m) => (m.month === month ? sum + m.n : sum), 0);
    const months = Array.from({ length: MONTHS }, (_, i) => addMonths(from, i).slice(0, 7)).map((month) => {
      const own = offered.filter((o) => o.month === month);
      const past = own.filter((o) => o.passedOver !== null);
      return {
        month,
        offers: own.length,
        overrides: past.length,
        passed_over: past.reduce((n, o) => n + (o.passedOver ?? 0), 0),
        struck: count(struck, month),
        emergencies: count(emergencies, month),
      };
    });
    return {
      from,
      to: today,
      rule_version: version,
      ...fairnessOf(waiting, offered, tracks),
      months,
      override_reasons: [...reasons].map(([reason, sum]) => ({ reason, ...sum })),
      emergency_reasons: [...Map.groupBy(emergencies, (e) => e.reason ?? '')].map(([reason, list]) => ({
        reason,
        n: list.reduce((sum, e) => sum + e.n, 0),
      })),
    };
  });
}

/** The first moment of a day in the district, which is UTC+8 all year. */
const midnight = (day: Day) => `${day}T00:00:00+08:00`;
