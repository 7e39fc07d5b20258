import { and, desc, eq, sql } from 'drizzle-orm';
import { candidateSites, scenarios } from '../../db/schema/coverage.ts';
import { divisions } from '../../db/schema/divisions.ts';
import { accounts } from '../../db/schema/registry.ts';
import { loadFacilities } from '../allocation/queries.ts';
import { kmBetween, needOf } from '../allocation/rules.ts';
import { loadPeople } from '../applicants/actions.ts';
import { circle, type Ground, loadGround, loadOpen } from '../coverage/queries.ts';
import { asRule, cover, type Service, services, sumOver } from '../coverage/rules.ts';
import { loadBedsOf } from '../facilities/queries.ts';
import { fitFacility } from '../facilities/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { contains, type Day, dayOf, fromRange } from '../kernel/period.ts';
import { type Context, look, view } from '../platform/context.ts';
import { solveAside } from '../platform/solver.ts';
import { place } from './mechanism/moves.ts';
import { explain, gapOf, greedy, greedyShare, modelOf } from './mechanism/plan.ts';
import { problemOf, shifts } from './mechanism/shifts.ts';
import { type Changes, changed, checkChanges, type Measure, mayPlan } from './rules.ts';

const refuse = (reasons: ReturnType<typeof checkChanges>) => {
  const [first, ...rest] = reasons;
  if (first) throw new Refusal('invalid', [first, ...rest]);
};
const openOn = (g: Ground) => new Set(g.homes.map((f) => f.id));

function compared(ground: Ground, changes: Changes, service: Service) {
  const before = circle(ground);
  const after = circle(ground, changed(ground.places, changes));
  const s = services.indexOf(service);
  return {
    before: sumOver(ground.grids, before, services.length),
    after: sumOver(ground.grids, after, services.length),
    shifts: shifts(ground.grids, before, after, s),
    states: ground.grids.map((g) => ({ code: g.code, state: after.get(g.code)![s]!.state })),
  };
}

/** What a change would do: before and after by service, and of the one asked for who gains and who loses. */
export function whatIf(ctx: Context, q: { on?: Day | undefined; service: Service } & Changes) {
  return view(ctx, 'scenarios.read', async (tx) => {
    const ground = await loadGround(tx, ctx.district, q.on ?? dayOf(ctx.clock()));
    refuse(checkChanges(q, openOn(ground)));
    return compared(ground, q, q.service);
  });
}

/** Saved scenarios, each thought through with the facts of the day; `gone`: facilities in it that are closed by now. */
export function listScenarios(ctx: Context, q: { on?: Day | undefined; service: Service }) {
  return view(ctx, 'scenarios.read', async (tx) => {
    const [ground, saved] = await Promise.all([
      loadGround(tx, ctx.district, q.on ?? dayOf(ctx.clock())),
      tx
        .select({ row: scenarios, by: accounts.displayName })
        .from(scenarios)
        .leftJoin(accounts, eq(accounts.id, scenarios.madeBy))
        .where(eq(scenarios.district, ctx.district))
        .orderBy(desc(scenarios.madeAt), desc(scenarios.id)),
    ]);
    const open = openOn(ground);
    return saved.map(({ row, by }) => {
      const gone = row.changes.close.filter((id) => !open.has(id));
      const { before, after } = compared(ground, row.changes, q.service);
      const s = services.indexOf(q.service);
      return { ...row, by, gone, before: before[s]!, after: after[s]! };
    });
  });
}

export type Asked = {
  on?: Day | undefined;
  service: Service;
  k: number;
  measure: Measure;
  candidates: boolean;
  communities: boolean;
  seconds: number;
} & Changes;

/** The k sites that reach most seniors without the service: greedy with its bounds, and the solver's answer. */
export async function planSites(ctx: Context, q: Asked) {
  const given = await view(ctx, 'scenarios.plan', async (tx) => {
    const ground = await loadGround(tx, ctx.district, q.on ?? dayOf(ctx.clock()));
    const candidates = q.candidates
      ? await tx
          .select()
          .from(candidateSites)
          .where(and(eq(candidateSites.district, ctx.district), sql`${candidateSites.endedAt} is null`))
          .orderBy(candidateSites.id)
      : [];
    return { ground, candidates };
  });
  const { ground } = given;
  const peopled = new Set(ground.grids.map((g) => g.community));
  if (q.add.length + q.close.length) refuse(checkChanges(q, openOn(ground)));
  const sites = [
    ...given.candidates.map(({ id, name, lng, lat, accuracyM }) => ({
      id,
      name,
      lng,
      lat,
      accuracyM,
      candidate: true,
    })),
    ...(q.communities ? ground.communities.filter((c) => peopled.has(c.code)) : []).flatMap(
      ({ code, name, lng, lat, accuracyM }) =>
        lng === null || lat === null ? [] : [{ id: code, name, lng, lat, accuracyM, candidate: false }],
    ),
  ];
  const may = mayPlan(sites.length, q.k);
  if (!may.ok) refuse(may.reasons);
  const before = circle(ground, changed(ground.places, q));
  // A site that is not built yet is in no file: its ways are straight lines.
  const rule = asRule(ground.rule);
  const { open, problem } = problemOf(ground.grids, services.indexOf(q.service), q.measure, before, sites, (x) =>
    cover(ground.grids, [{ ...sites[x]!, services: [q.service] }], [q.service], rule),
  );
  const first = greedy(problem, q.k);
  const model = modelOf(problem, q.k);
  const solved = model ? await solveAside(model, q.seconds) : { proven: true, value: 0, ones: [] };
  const chosen = solved.ones.map((x) => problem.sites[Number(x.slice(1))]!.id);
  const exact = explain(problem, chosen);
  const reached = exact.reduce((n, p) => n + p.adds, 0);
  const best = solved.value !== null && reached >= first.reached ? { picks: exact, reached } : first;
  const atMost = solved.proven ? best.reached : Math.max(best.reached, first.atMost);
  return {
    sites,
    grids: open,
    total: sumOver(ground.grids, before, services.length)[services.indexOf(q.service)]!,
    uncovered: problem.weights.reduce((a, b) => a + b, 0),
    greedy: { ...first, share: greedyShare(q.k) },
    best,
    proven: solved.proven,
    atMost,
    gap: gapOf(best.reached, atMost),
  };
}

type Resident = { applicant: string; bedKind: 'residential' | 'nursing' | 'day' | 'home'; weekdays: string };
const SHOWN = 3;

/**
 * Where the residents of homes that would close could go: for each the nearest open homes with a free bed that fits, and
 * how many could have one at the same time. Whoever has no place on the map or no assessment is said to be so.
 */
export function readMoves(ctx: Context, close: readonly string[]) {
  const { district } = ctx;
  const on = dayOf(ctx.clock());
  return look(ctx, 'scenarios.residents', async (tx) => {
    refuse(checkChanges({ add: [], close: [...close] }, await loadOpen(tx, district, on)));
    // One that has announced its closing takes nobody in: its residents leave, and nobody goes there.
    const [takers, inside] = await Promise.all([loadFacilities(tx, district, on), loadBedsOf(tx, district, on, close)]);
    const residents = close.flatMap((id) => {
      const { claims, beds } = inside(id);
      const kindOf = new Map(beds.map((b) => [b.id, b.kind]));
      return claims.flatMap((c): Resident[] =>
        c.kind === 'stay' && c.applicantId && contains(fromRange(c.during), on)
          ? [{ applicant: c.applicantId, bedKind: kindOf.get(c.bedId)!, weekdays: c.weekdays }]
          : [],
      );
    });
    const people = await loadPeople(
      tx,
      district,
      residents.map((r) => r.applicant),
      on,
    );
    const others = takers.filter((p) => !close.includes(p.facility.id));
    const found = residents.map(({ applicant, bedKind, weekdays }) => {
      const person = people.get(applicant)!;
      const need = needOf({ service: bedKind, choices: [], acceptAny: true, radiusKm: 0, weekdays, needs: [] }, person);
      const fits = others
        .map(({ facility, rooms, beds, claims }) => ({
          facility,
          km: kmBetween(person.applicant, facility),
          beds: fitFacility(rooms, beds, claims, need, on).beds,
        }))
        .filter((f) => f.beds.length > 0)
        .sort((a, b) => (a.km ?? 0) - (b.km ?? 0) || (a.facility.id < b.facility.id ? -1 : 1));
      return { person, bedKind, fits };
    });
    const given = place(found.map((f) => f.fits.flatMap((x) => x.beds)));
    const homeOf = new Map(others.flatMap((p) => p.beds.map((b) => [b.id, p.facility] as const)));
    const row = found.map(({ person, bedKind, fits }, i) => ({
      applicant_id: person.applicant.id,
      name: person.applicant.name,
      bed_kind: bedKind,
      level: person.assessment?.level ?? null,
      assessed: person.assessed,
      located: person.applicant.lng !== null,
      nearest: fits
        .slice(0, SHOWN)
        .map(({ facility, km, beds }) => ({ facility_id: facility.id, name: facility.name, km, free: beds.length })),
      homes: fits.length,
      place: (given[i] && homeOf.get(given[i])?.name) ?? null,
    }));
    return { district, type: 'facilities', id: close.length === 1 ? close[0]! : null, row };
  });
}

/** Sites somebody considers, with the community they are in. */
export function listSites(ctx: Context) {
  return view(ctx, 'scenarios.read', (tx) =>
    tx
      .select({ row: candidateSites, community: divisions.name })
      .from(candidateSites)
      .leftJoin(
        divisions,
        and(eq(divisions.district, candidateSites.district), eq(divisions.code, candidateSites.communityCode)),
      )
      .where(eq(candidateSites.district, ctx.district))
      .orderBy(candidateSites.id),
  );
}
