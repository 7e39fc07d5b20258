import { sql } from 'drizzle-orm';
import { type Db, openDb, type Sql, transact } from '../db/client.ts';
import { startCluster } from '../db/cluster.ts';
import { migrate } from '../db/migrate.ts';
import { importApplicants } from '../server/applicants/actions.ts';
import { importResults } from '../server/assessments/actions.ts';
import { setCaseRules } from '../server/clocks/actions.ts';
import { importContracts } from '../server/contracts/actions.ts';
import { declareOpen, openDistrict } from '../server/divisions/actions.ts';
import { importEntitlements, setRates } from '../server/entitlements/actions.ts';
import { registerFacilities, rollDay } from '../server/facilities/actions.ts';
import { addBudgetLines } from '../server/funds/actions.ts';
import { dayOf } from '../server/kernel/period.ts';
import { setLandmarks } from '../server/landmarks/actions.ts';
import { readConfig } from '../server/platform/config.ts';
import { type Context, clockActor } from '../server/platform/context.ts';
import { createEvents } from '../server/platform/events.ts';
import { newId } from '../server/platform/ids.ts';
import { type Storage, storageOf } from '../server/platform/storage.ts';
import { createVault, type Vault } from '../server/platform/vault.ts';
import { importQueueRules } from '../server/queue/actions.ts';
import { importStays } from '../server/stays/actions.ts';
import { keepChain } from '../server/supervision/actions.ts';
import { openAccounts } from './accounts.ts';
import { completeResults, playOrders } from './answers.ts';
import { playAways } from './aways.ts';
import { calendarRows } from './calendar.ts';
import { playCare } from './care.ts';
import { playEvents } from './casework.ts';
import { playCoverage } from './coverage.ts';
import { playOversight } from './disclosures.ts';
import { playDivisions } from './divisions.ts';
import type { PlannedFacility } from './facilities.ts';
import { playWatches, residentOf } from './family.ts';
import { playHelpers } from './helpers.ts';
import { playInspections } from './inspections.ts';
import { landmarks } from './landmarks.ts';
import { importLists } from './lists.ts';
import { keepNights } from './nights.ts';
import { playPayments } from './payments.ts';
import { DISTRICT } from './places.ts';
import { makePlan } from './plan.ts';
import { playPrepaid } from './prepaid.ts';
import { playConsents, playErasures } from './privacy.ts';
import { tellProfiles } from './profiles.ts';
import { createRandom } from './random.ts';
import { playRatings } from './ratings.ts';
import { playRequests } from './requests.ts';
import { makeRisks } from './risks.ts';
import { makeScale } from './scale.ts';
import { fileScans } from './scans.ts';
import { playScorecards } from './scorecards.ts';
import { playSettlements } from './settlement.ts';
import { playSignings } from './signings.ts';

/** The number of the demonstration district: change it and everybody in it is somebody else. */
const SEED = 430_602;
const SCALE_SEED = 43;
// Any constant will do as long as it is ours: "seed" in ASCII.
const LOCK = 0x73656564;

type Say = (line: string) => void;
/** `ownerUrl`: a login that owns the tables; only it can take away what an interrupted filling left. */
type Given = { context: Context; ownerUrl: string; vault: Vault; storage: Storage; log: Say };

const findDistrict = async (db: Pick<Db, 'execute'>, district: string) => {
  const [row] = await db.execute<{ open: boolean }>(
    sql`select opened_at is not null as open from districts where district = ${district}`,
  );
  return row;
};

const registration = ({ confirmedHoursAgo, ...f }: PlannedFacility, now: Date) => ({
  ...f,
  confirmedAt: confirmedHoursAgo === null ? null : new Date(now.getTime() - confirmedHoursAgo * 3_600_000),
});

/**
 * Fills the district once, through the product's own actions. Step by step, each committed by itself: the database can
 * tidy up behind it and knows what it holds, which makes the filling three times as fast as one transaction. The district
 * is open only at the end; one that was interrupted before is emptied and filled again, and of two processes that start
 * together one fills it. Does nothing where the district is open, and nothing in a district that is not the demonstration's.
 */
export async function seedOnce({ context, ownerUrl, vault, storage, log }: Given): Promise<void> {
  const { db, district } = context;
  if (district !== DISTRICT || (await findDistrict(db, DISTRICT))?.open) return;
  const now = context.clock();
  const owner = openDb(ownerUrl, {
    max: 1,
    applicationName: 'yiwei seed',
    timeouts: { statement: 0, lock: 0, idle: 0 },
  });
  try {
    await owner.sql`select pg_advisory_lock(${LOCK})`;
    const found = await findDistrict(db, DISTRICT);
    if (found?.open) return;
    log('Seeding the demonstration district; this happens once.');
    if (found) await startAfresh(owner.sql);
    const ctx = { ...context, clock: () => now };
    await write(ctx, vault, storage, () => owner.sql`analyze`, stepped(log));
    await declareOpen(ctx);
  } finally {
    await owner.close();
  }
}

/** Takes away what an interrupted filling left. Nobody can have signed in yet, so all of it is the filling's own. */
async function startAfresh(owner: Sql): Promise<void> {
  const others = await owner`select 1 from districts where district <> ${DISTRICT}`;
  if (others.length > 0)
    throw new Error(
      `Filling district ${DISTRICT} was interrupted, and this database holds other districts: restore it from a backup, or give the demonstration a database of its own.`,
    );
  const tables = await owner<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`;
  await owner.unsafe(`truncate ${tables.map((t) => t.name).join(', ')}`);
}

/** Progress: a line when a step begins, and within a long one a line every two seconds. */
function stepped(log: Say) {
  const began = performance.now();
  let last = began;
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1).padStart(5);
  const step = (text: string) => {
    last = performance.now();
    log(`${seconds()} s  ${text}`);
  };
  const within = (text: string, done: number, of: number) => {
    if (performance.now() - last > 2000) step(`${text} ${done}/${of}`);
  };
  return { step, within };
}

async function write(
  ctx: Context,
  vault: Vault,
  storage: Storage,
  analyze: () => Promise<unknown>,
  { step, within }: ReturnType<typeof stepped>,
) {
  const plan = makePlan({ seed: SEED, today: dayOf(ctx.clock()) });
  step(`streets, communities and ${plan.divisions.filter((d) => d.level === 'grid').length} grids`);
  await openDistrict(ctx, { ...plan, district: { ...plan.district, openedAt: null } });
  await setLandmarks(ctx, landmarks);
  for (const rules of plan.queueRules) await importQueueRules(ctx, rules);
  for (const rules of plan.caseRules) await setCaseRules(ctx, rules);
  await setRates(ctx, plan.rates);
  const accounts = await openAccounts(ctx, vault, plan.accounts);
  step(
    `${plan.facilities.length} facilities, ${plan.facilities.reduce((n, f) => n + f.beds.length, 0)} beds, contracts`,
  );
  await registerFacilities(
    ctx,
    plan.facilities.map((f) => registration(f, ctx.clock())),
  );
  await addBudgetLines(ctx, plan.signing.lines);
  await importContracts(ctx, plan.signing);
  step(`${plan.people.length} people`);
  const complete = completeResults(plan.applications, [
    accounts.get('demo-assessor')!,
    accounts.get('demo-assessor-2')!,
  ]);
  const helpers = new Map(plan.accounts.flatMap((a) => (a.helps ? [[a.helps.applicant, a] as const] : [])));
  const child = plan.accounts.find((a) => a.helps);
  if (child) helpers.set(residentOf(plan), child);
  await importApplicants(
    ctx,
    vault,
    plan.people.map((person) => {
      const p = complete.of.has(person.applicant.id) ? { ...person, assessments: [] } : person;
      const account = helpers.get(p.applicant.id);
      const accountId = account && accounts.get(account.username);
      const elder = accounts.get('demo-elder');
      if (!accountId || !elder) return p;
      const own = p.applicant.id === child?.helps?.applicant ? [{ accountId: elder, relation: 'self' as const }] : [];
      return { ...p, helpers: [{ accountId, relation: account.helps!.relation }, ...own] };
    }),
  );
  await importResults(ctx, complete.results);
  step(`${plan.stays.length} stays of two years`);
  const risks = makeRisks(createRandom(SEED).fork('risks'), plan.stays, dayOf(ctx.clock()));
  await importStays(ctx, plan.stays, plan.closures, risks);
  step(`${plan.grants.length} subsidies granted`);
  await importEntitlements(ctx, plan.grants);
  await analyze();
  const doing = `${plan.applications.length} applications and ${plan.offers.length} offers`;
  step(doing);
  await playEvents(ctx, plan, accounts, (done) => within(doing, done, plan.events.length));
  await playOrders(ctx, plan, accounts);
  await playCare(ctx, plan, accounts);
  await playAways(ctx, plan, accounts);
  step('scans of papers');
  await fileScans(ctx, storage, plan, accounts);
  await playHelpers(ctx, vault, plan, accounts);
  await importLists(ctx, vault, plan);
  step('amendments and the contracts of next year');
  await playSignings(ctx, plan, accounts);
  step('four months of settlements');
  await playSettlements(ctx, plan, accounts);
  step('what institutions say of themselves');
  await tellProfiles(ctx, storage, plan, accounts);
  step('what was paid');
  await playPayments(ctx, plan, accounts);
  // Of what was settled and paid, so after it.
  await playOversight(ctx, accounts);
  step('the walking circle and sites somebody considers');
  await playCoverage(ctx, plan);
  step('fees taken ahead');
  await playPrepaid(ctx, plan, accounts);
  step('figures of sixty nights');
  // Sixty days over everything: a planner that knows nothing of the tables takes ten times as long.
  await analyze();
  await keepNights(ctx);
  step('what residents asked for');
  await playRequests(ctx, vault, plan, accounts);
  await playRatings(ctx, vault, plan, accounts);
  step('two quarters of assessment');
  await playScorecards(ctx, plan, accounts);
  await playDivisions(ctx);
  step('checks and findings');
  await playInspections(ctx, storage, plan, accounts);
  await playConsents(ctx, plan, accounts);
  await playErasures(ctx, { vault, storage }, plan, accounts);
  await rollDay(ctx);
  await playWatches(ctx, plan, accounts);
  await keepChain(ctx, storage);
  step('the district is ready');
}

/** Adds a province of facilities for load, district by district; those already there are left alone. */
export async function seedScale(context: Context, count: number, log: Say): Promise<void> {
  const now = context.clock();
  const { step, within } = stepped(log);
  let done = 0;
  step(`${count} facilities for load`);
  for (const part of makeScale(count, SCALE_SEED, dayOf(now))) {
    const { district } = part.district;
    const ctx = { ...context, district, actor: clockActor(district), clock: () => now };
    if (!(await findDistrict(context.db, district)))
      await transact(context.db, { settings: {} }, async (tx) => {
        const inside = { ...ctx, db: tx as unknown as Db };
        await openDistrict(inside, { ...part, calendar: calendarRows });
        await registerFacilities(
          inside,
          part.facilities.map((f) => registration(f, now)),
        );
        await importStays(inside, [], part.closures);
      });
    done += part.facilities.length;
    within('facilities', done, count);
  }
  step(`${done} facilities for load are there`);
}

/** `npm run seed`: the district if it is missing; with `--scale 4000`, that many facilities for load as well. */
async function main(args: string[]) {
  const flag = args.indexOf('--scale');
  const scale = flag < 0 ? 0 : Number(args[flag + 1]);
  if (!Number.isInteger(scale) || scale < 0 || scale > 500_000)
    throw new Error('--scale takes a number of facilities, e.g. --scale 4000');
  const config = readConfig();
  const log: Say = (line) => process.stdout.write(`${line}\n`);
  const cluster = config.DATABASE_URL ? null : await startCluster({ dataDir: config.dataDir, log, whenInUse: 'join' });
  const ownerUrl = cluster?.ownerUrl ?? config.DATABASE_OWNER_URL ?? config.DATABASE_URL ?? '';
  const opened = openDb(cluster?.appUrl ?? config.DATABASE_URL ?? '', {
    max: 2,
    relaxed: true,
    applicationName: 'yiwei seed',
  });
  try {
    await migrate(ownerUrl, log);
    const context: Context = {
      db: opened.db,
      clock: () => new Date(),
      events: createEvents(),
      actor: clockActor(config.DISTRICT),
      district: config.DISTRICT,
      language: 'zh',
      requestId: newId(),
    };
    const vault = createVault(config.dataKey);
    await seedOnce({ context, ownerUrl, vault, storage: storageOf(config, vault), log });
    if (scale > 0) await seedScale(context, scale, log);
  } finally {
    await opened.close();
    await cluster?.stop();
  }
}

if (import.meta.main) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
