import { performance } from 'node:perf_hooks';
import loadHighs, { type LegacyHighs } from 'highs';
import { HospitalResident } from 'hospital-resident';
import { greatCircleKm } from '../../server/kernel/geo.ts';
import { Acceptance } from '../../server/rounds/mechanism/accept.ts';
import type { Instance } from '../../server/rounds/mechanism/arrays.ts';
import { check, sameInAnyOrder } from '../../server/rounds/mechanism/check.ts';
import { contextOf, explainEmpty, explainPerson } from '../../server/rounds/mechanism/explain.ts';
import { compile, withOneMore } from '../../server/rounds/mechanism/instance.ts';
import { compareKeys, type Market } from '../../server/rounds/mechanism/market.ts';
import { runRound } from '../../server/rounds/mechanism/open.ts';
import { outcomeOf, runMarket } from '../../server/rounds/mechanism/outcome.ts';
import type { Bench } from './compare.ts';
import { BEDS, district, largeInstance, plainDistrict } from './rounds-markets.ts';
import { tries } from './rounds-tries.ts';

type Print = Bench['print'];
const PEOPLE = 5000;
const at = (times: number[], share: number) => times.sort((a, b) => a - b)[Math.floor(times.length * share)] as number;

/** Milliseconds: the median of several, since other work on the machine only ever adds. */
function took(work: () => unknown, times = 15): number {
  const seen = Array.from({ length: times }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return at(seen, 0.5);
}
const ms = (value: number) => `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
const ratio = (a: number, b: number) => `${(a / b).toFixed(a / b < 10 ? 1 : 0)} ×`;
const pass = (instance: Instance) => {
  const acceptance = new Acceptance(instance);
  acceptance.run();
  return acceptance;
};

export async function roundsBench({ print }: Bench): Promise<void> {
  const plain = await peers(print);
  rounds(print, plain);
  growth(print);
  tries(print);
}

/** Plain hospitals and residents: against the npm package on the same instance, and against an assignment LP. */
async function peers(print: Print): Promise<number> {
  const market = plainDistrict(PEOPLE);
  const instance = compile(market);
  const ours = took(() => pass(instance), 15);
  const whole = took(() => runMarket(market), 9);
  print(`rounds: plain ${PEOPLE} × 61 × ${BEDS}`, `pass ${ms(ours)}, market to outcome ${ms(whole)}`);

  const order = [...market.applicants].sort((a, b) => compareKeys(a.key, b.key));
  const asked = new Map<string, string[]>(market.facilities.map((f) => [f.id, []]));
  for (const a of order) for (const f of a.choices) asked.get(f)?.push(a.id);
  const residents = Object.fromEntries(order.map((a) => [a.id, [...a.choices]]));
  const hospitals = Object.fromEntries(asked);
  const capacity = Object.fromEntries(market.facilities.map((f) => [f.id, f.capacity ?? 0]));
  const start = performance.now();
  const matching = HospitalResident.createFromDictionaries(residents, hospitals, capacity).solve('resident').toRecord();
  const theirs = performance.now() - start;
  const byThem = new Map(Object.entries(matching).flatMap(([f, people]) => [people].flat().map((a) => [String(a), f])));
  const byUs = new Map(runMarket(market).placements.map((p) => [p.applicant, p.facility]));
  const apart = order.filter((a) => byThem.get(a.id) !== byUs.get(a.id)).length;
  print(
    'rounds: hospital-resident 0.1.0',
    `${ms(theirs)}: ${ratio(theirs, ours)} our pass, ${ratio(theirs, whole)} market to outcome; ${apart} people differ`,
  );

  // Its types are written for CommonJS, where the loader would be a property of this.
  const highs = await (loadHighs as unknown as () => Promise<LegacyHighs>)();
  const km = new Map<string, number>();
  const spot = new Map(market.facilities.map((f) => [f.id, f.at!]));
  for (const a of market.applicants)
    for (const f of a.choices)
      km.set(`${a.id}_${f}`, greatCircleKm(a.home!.lng, a.home!.lat, spot.get(f)!.lng, spot.get(f)!.lat));
  const sum = (terms: string[]) => terms.join(' + ').replace(/(.{400}\S*) /g, '$1\n ');
  // As many people as possible, then as little distance as possible.
  const model = `Maximize\n obj: ${sum([...km].map(([x, d]) => `${(1000 - d).toFixed(3)} ${x}`))}\nSubject To\n${[
    ...order.map((a) => ` c${a.id}: ${sum(a.choices.map((f) => `${a.id}_${f}`))} <= 1`),
    ...market.facilities.map(
      (f) => ` c${f.id}: ${sum((asked.get(f.id) ?? []).map((a) => `${a}_${f.id}`))} <= ${f.capacity}`,
    ),
  ].join('\n')}\nEnd`;
  const begun = performance.now();
  const solved = highs.solve(model, { output_flag: false });
  const lp = performance.now() - begun;
  const byLp = new Map(
    Object.entries(solved.Columns).flatMap(([x, column]) =>
      'Primal' in column && column.Primal > 0.5 ? [x.split('_') as [string, string]] : [],
    ),
  );
  print(
    'rounds: HiGHS 1.15.3, assignment LP',
    `${ms(lp)}: ${ratio(lp, ours)} our pass, ${ratio(lp, whole)} market to outcome`,
  );
  for (const [name, held] of [
    ['ours', byUs],
    ['LP', byLp],
  ] as const) {
    const mean = [...held].reduce((total, [a, f]) => total + km.get(`${a}_${f}`)!, 0) / held.size;
    print(
      `rounds: ${name}`,
      `${held.size} placed (${((100 * held.size) / byLp.size).toFixed(2)} % of the most possible), mean ${mean.toFixed(2)} km, ${envious(market, held)} people with justified envy`,
    );
  }
  return ours;
}

/** People who wait for a place that somebody after them has. */
function envious(market: Market, held: ReadonlyMap<string, string>): number {
  const key = new Map(market.applicants.map((a) => [a.id, a.key]));
  const last = new Map<string, string>();
  for (const [a, f] of held) if (!last.has(f) || compareKeys(key.get(a)!, key.get(last.get(f)!)!) > 0) last.set(f, a);
  return market.applicants.filter((a) => {
    const had = held.get(a.id);
    const better = had === undefined ? a.choices : a.choices.slice(0, a.choices.indexOf(had));
    return better.some((f) => last.has(f) && compareKeys(a.key, key.get(last.get(f)!)!) < 0);
  }).length;
}

/** Rooms and contracts: what they cost over plain places, the checker, one more bed, explanations. */
function rounds(print: Print, plain: number): void {
  const fixed = compile(district(PEOPLE, { undecided: false, transfers: 0 }));
  const bedLevel = took(() => pass(fixed), 15);
  print('rounds: bed by bed, all attributes, fixed rooms', `${ms(bedLevel)}: ${ratio(bedLevel, plain)} the plain pass`);
  for (const [name, transfers] of [
    ['one order', 0],
    ['with transfers', 30],
  ] as const) {
    const market = district(PEOPLE, { undecided: true, transfers });
    const instance = compile(market);
    const full = took(() => runRound(instance), 9);
    const whole = took(() => runMarket(market), 5);
    const run = runRound(instance);
    const outcome = outcomeOf(instance, run);
    const rooms = run.decided.filter((o) => o.what !== 'quota').length;
    print(
      `rounds: full, rooms opened one at a time, ${name}`,
      `${ms(full)}: ${ratio(full, plain)} the plain pass; market to outcome ${ms(whole)}; ${rooms} rooms and day places, ${run.decided.length - rooms} quota units decided, ${outcome.placements.length} placed, ${run.passes} passes`,
    );
    const checked = check(market, outcome);
    const checking = took(() => check(market, outcome), 5);
    print(
      `rounds: checker, ${name}`,
      `${ms(checking)}: ${ratio(checking, full)} the round, ${ratio(checking, whole)} market to outcome; ${checked.clean ? 'clean' : JSON.stringify(checked.findings.slice(0, 3))}, ${checked.counts.wishes} wishes, ${checked.counts.decided_otherwise} people by a room decided otherwise; same in any order: ${sameInAnyOrder(market, runMarket)}`,
    );
    const more = market.facilities.slice(0, 15).map((f) => {
      const room = { id: 'one more', sex: 'female' as const, beds: [{ id: 'one more', kind: 'residential' as const }] };
      return took(() => runRound(withOneMore(instance, f.id, room)), 3);
    });
    print(`rounds: one bed more, ${name}`, `p50 ${ms(at(more, 0.5))}, most ${ms(at(more, 0.99))}`);
    const context = contextOf(market, outcome);
    const people = market.applicants.slice(0, 400).map((a) => took(() => explainPerson(context, a.id), 1));
    print(
      `rounds: explanations, ${name}`,
      `a person p50 ${ms(at(people, 0.5))}, p99 ${ms(at(people, 0.99))}, once for all ${ms(took(() => contextOf(market, outcome), 5))}; every empty bed ${ms(took(() => explainEmpty(context), 3))}`,
    );
  }
}

/** Cities, provinces, a country: time, memory, and how the time grows with the number of wishes. */
function growth(print: Print): void {
  const megabytes = () => {
    globalThis.gc?.();
    const { rss } = process.memoryUsage();
    return Math.round(rss / 1048576);
  };
  const sizes = [
    [5_000, 61, 3_872],
    [106_000, 61, 3_872],
    [50_000, 6_100, 387_000],
    [1_000_000, 404_000, 1_900_000],
  ] as const;
  for (const apart of [false, true]) {
    const seen: { n: number; time: number }[] = [];
    for (const [people, facilities, beds] of sizes) {
      const instance = largeInstance(people, facilities, beds, apart);
      const start = performance.now();
      const acceptance = pass(instance);
      const time = performance.now() - start;
      const held = acceptance.cell.reduce((n, c) => n + +(c >= 0), 0);
      seen.push({ n: people, time });
      print(
        `rounds: ${people} × ${facilities} × ${beds}, ${apart ? 'an order each' : 'one order'}`,
        `${ms(time)}, process ${megabytes()} MB, ${held} placed`,
      );
    }
    const [first, last] = [seen[0]!, seen.at(-1)!];
    const exponent = Math.log(last.time / first.time) / Math.log(last.n / first.n);
    print(`rounds: growth, ${apart ? 'an order each' : 'one order'}`, `time ~ people^${exponent.toFixed(2)}`);
  }
}
