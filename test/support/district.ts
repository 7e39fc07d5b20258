import { memberships } from '../../db/schema/registry.ts';
import { acceptApplication } from '../../server/acceptance/actions.ts';
import { type ImportedPerson, importApplicants } from '../../server/applicants/actions.ts';
import { checkDigit } from '../../server/applicants/rules.ts';
import { submitApplication } from '../../server/applications/actions.ts';
import { setCaseRules } from '../../server/clocks/actions.ts';
import type { CaseRules } from '../../server/clocks/rules.ts';
import { type Purpose, wordings } from '../../server/consents/rules.ts';
import { importContracts } from '../../server/contracts/actions.ts';
import { decide } from '../../server/decisions/actions.ts';
import { openDistrict } from '../../server/divisions/actions.ts';
import { setRates } from '../../server/entitlements/actions.ts';
import { registerFacilities } from '../../server/facilities/actions.ts';
import type { Role } from '../../server/kernel/permissions.ts';
import { type Actor, type Context, clockActor } from '../../server/platform/context.ts';
import { createEvents } from '../../server/platform/events.ts';
import { newId } from '../../server/platform/ids.ts';
import { createVault } from '../../server/platform/vault.ts';
import { importQueueRules } from '../../server/queue/actions.ts';
import { firstTracks, keyParts, type QueueRules } from '../../server/queue/rules.ts';
import type { TestDatabase } from './database.ts';

export const DISTRICT = '430602';
export const STREET = '430602001';
export const COMMUNITY = '430602001001';
export const vault = createVault(new Uint8Array(32).fill(7));
/** A Tuesday morning in Yueyang. */
export const NOW = new Date('2026-11-24T02:00:00Z');

export const rules: QueueRules = {
  min_age: 60,
  min_residence_months: 6,
  max_choices: 2,
  response_working_days: 3,
  check_in_working_days: 5,
  initial_check_working_days: 5,
  bar: { exits: 3, same_home: 2, window_months: 12, months: 12 },
  tracks: firstTracks,
  key: keyParts,
  points: [
    { fact: 'carer_absent', points: 30 },
    { fact: 'carer_hardships', each: 5, max: 25 },
    { fact: 'living_alone', points: 10 },
    { fact: 'waited', days: 365, points: 10 },
  ],
  trial_days: 30,
  deferral: { per_year: 1, max_days: 30 },
  emergency_days: 14,
  refill: 'officer',
};

const working = (days: number) => ({ days, unit: 'working' as const, doc: 'test' });
/** Nobody is asked and nothing is published, so that a case is decided in one step; a test of casework sets its own. */
export const caseRules: CaseRules = {
  deadlines: {
    acceptance: working(5),
    correction: working(10),
    assessment: working(3),
    opinion: working(5),
    decision: working(20),
    notice: { days: 7, unit: 'calendar', doc: 'test' },
    objection: working(10),
    appeal_decision: working(20),
  },
  appeal_days: 60,
  departments: [],
  documents: [],
  notice_tracks: [],
  assessment: { valid_months: 12, result_working_days: 3, coma_level: 4 },
};

/** The world of one test file: a clock that only the test moves, and contexts for whoever acts. */
export function world(database: TestDatabase) {
  const time = { now: NOW };
  const events = createEvents();
  const as = (actor: Actor | null, extra: Partial<Context> = {}): Context => ({
    db: database.db,
    clock: () => time.now,
    events,
    actor,
    district: DISTRICT,
    language: 'en',
    requestId: newId(),
    ...extra,
  });
  const system = as(clockActor(DISTRICT));
  /** An account with one membership, strongly signed in. */
  const someone = async (
    role: Role,
    scope: { street?: string; facility?: string; department?: string; strength?: number } = {},
  ): Promise<Actor> => {
    const id = newId();
    await database.ownerSql`insert into accounts (id, display_name) values (${id}, ${role})`;
    await database.db.insert(memberships).values({
      district: DISTRICT,
      id: newId(),
      accountId: id,
      role,
      streetCode: scope.street ?? null,
      facilityId: scope.facility ?? null,
      department: scope.department ?? null,
    });
    return {
      account: id,
      name: role,
      strength: scope.strength ?? 2,
      memberships: [
        {
          district: DISTRICT,
          role,
          street: scope.street ?? null,
          facility: scope.facility ?? null,
          department: scope.department ?? null,
        },
      ],
    };
  };
  return { time, events, as, system, someone, database };
}
export type World = ReturnType<typeof world>;

/** Opens the district with one street and community, rules and rates. */
export async function openTestDistrict(w: World, cases: Partial<CaseRules> = {}): Promise<void> {
  const place = {
    districtRun: true,
    runBy: '岳阳楼区直管',
    pinyin: 'x',
    initials: 'x',
    lng: 113.093,
    lat: 29.384,
    accuracyM: 1200,
  };
  await openDistrict(w.system, {
    district: { district: DISTRICT, name: '岳阳楼区', city: '岳阳市', province: '湖南省', hotline: '12345' },
    divisions: [
      {
        code: STREET,
        parentCode: null,
        level: 'street',
        kind: '街道',
        name: '岳阳楼街道',
        shortName: '岳阳楼',
        ...place,
      },
      {
        code: '430602002',
        parentCode: null,
        level: 'street',
        kind: '街道',
        name: '三眼桥街道',
        shortName: '三眼桥',
        ...place,
      },
      {
        code: COMMUNITY,
        parentCode: STREET,
        level: 'community',
        kind: '社区',
        name: '郭亮社区',
        shortName: '郭亮',
        ...place,
      },
      {
        code: `${COMMUNITY}001`,
        parentCode: COMMUNITY,
        level: 'grid',
        kind: '网格',
        name: '一网格',
        shortName: '一',
        seniors: 163,
        ...place,
      },
    ],
    calendar: [{ day: '2026-10-01', working: false, name: '国庆', published: true }],
  });
  await importQueueRules(w.system, { version: 'queue-rules v1', effective: '[2024-01-01,)', rules, docNo: 'test' });
  await setCaseRules(w.system, {
    version: 'case-rules v1',
    from: '2024-01-01',
    rules: { ...caseRules, ...cases },
    docNo: 'test',
  });
  await setRates(
    w.system,
    [2, 3, 4].map((level) => ({
      scheme: 'consumption_coupon_institution',
      level,
      amount_fen: null,
      basis_points: 4000,
      cap_fen: 80_000,
      start: '2026-01-01',
      last_day: null,
      doc_no: '民办函〔2025〕49号',
      example: false,
    })),
  );
}

type HomeOptions = {
  rooms?: number;
  bedsPerRoom?: number;
  bought?: number;
  sex?: 'male' | 'female' | 'single_sex' | 'mixed';
  kind?: 'residential' | 'nursing' | 'day' | 'home';
  pool?: 'reserve' | 'subsidised' | 'market';
  levelMax?: number;
  name?: string;
  lng?: number;
  lat?: number;
};

/** A nursing home with rooms, beds and a contract lot. Gives ids. */
export async function openHome(w: World, o: HomeOptions = {}) {
  const facility = newId();
  const rooms = Array.from({ length: o.rooms ?? 2 }, (_, i) => ({
    id: newId(),
    building: '一号楼',
    floor: 1,
    roomNo: String(101 + i),
    sex: o.sex ?? ('single_sex' as const),
  }));
  const beds = rooms.flatMap((r) =>
    Array.from({ length: o.bedsPerRoom ?? 2 }, (_, i) => ({
      id: newId(),
      roomId: r.id,
      bedNo: String(i + 1),
      kind: o.kind ?? ('nursing' as const),
      levelMin: 0,
      levelMax: o.levelMax ?? 4,
      dementia: false,
      equipment: ['call_bell'],
      pool: o.pool ?? ('subsidised' as const),
      feeFen: 120_000,
      openedOn: '2020-01-01',
    })),
  );
  await registerFacilities(w.system, [
    {
      facility: {
        id: facility,
        kind: 'nursing_home',
        name: o.name ?? '测试敬老院',
        pinyin: 'ceshi',
        initials: 'cs',
        streetCode: STREET,
        communityCode: COMMUNITY,
        lng: o.lng ?? 113.1,
        lat: o.lat ?? 29.38,
        accuracyM: 50,
        careFeeMinFen: 60_000,
        mealFeeFen: 60_000,
      },
      rooms,
      beds,
      confirmedAt: w.time.now,
    },
  ]);
  const contract = newId();
  const lot = newId();
  await importContracts(w.system, {
    contracts: [
      {
        id: contract,
        contractNo: `T-${contract}`,
        title: '购买服务',
        provider: '测试',
        signedOn: '2026-01-01',
        during: '[2026-01-01,2027-01-01)',
      },
    ],
    lots: [
      {
        id: lot,
        contractId: contract,
        facilityId: facility,
        serviceClass: o.kind ?? 'nursing',
        unit: o.kind === 'day' || o.kind === 'home' ? 'place_month' : 'bed_month',
        bought: o.bought ?? 10,
        quantity: (o.bought ?? 10) * 12,
        unitPriceFen: 100_000,
        during: '[2026-01-01,2027-01-01)',
      },
    ],
  });
  return { facility, rooms, beds, lot };
}

/** What somebody agreed to who read the words in force and ticked these boxes. */
export const agreedTo = (...list: Purpose[]) => ({
  wording: wordings[0]!.version,
  list: list.map((purpose) => ({ purpose, facility_id: null })),
});

let people = 0;
/** A person in the register, assessed, with no card of a real area. */
export function person(extra: Partial<ImportedPerson['applicant']> = {}, total = 50): ImportedPerson {
  people += 1;
  const sex = extra.sex ?? 'female';
  const order = String(((people % 450) * 2 + (sex === 'male' ? 1 : 0)) % 1000).padStart(3, '0');
  const born = extra.bornOn ?? `19${String(30 + Math.floor(people / 450)).padStart(2, '0')}-05-06`;
  const first = `999999${born.replaceAll('-', '')}${order}`;
  return {
    applicant: {
      id: newId(),
      name: `刘㴩${people}`,
      sex,
      bornOn: born,
      idNo: first + checkDigit(first),
      phone: null,
      streetCode: STREET,
      communityCode: COMMUNITY,
      lng: 113.093,
      lat: 29.384,
      hukouDistrict: DISTRICT,
      ...extra,
    },
    categories: [],
    assessments: [
      {
        standardCode: 'GB/T 42195-2022',
        total,
        dementia: false,
        assessedOn: '2026-10-01',
        valid: '[2026-10-01,2027-10-01)',
      },
    ],
    documents: [],
    helpers: [],
  };
}

const desks = new WeakMap<World, Promise<Actor>>();
/** Takes an application through acceptance and decision: somebody else accepts it than who decides. */
export async function approve(w: World, officer: Actor, id: string): Promise<void> {
  const desk = desks.get(w) ?? w.someone('officer');
  desks.set(w, desk);
  const version = async () => {
    const [row] = await w.database.ownerSql`select version from applications where id = ${id}`;
    return { ifMatch: row?.version as number };
  };
  await acceptApplication(w.as(await desk, await version()), id);
  await decide(w.as(officer, await version()), id, { outcome: 'eligible', note: null });
}

/** Registers people and puts each in the queue, in the order given. */
export async function queueUp(
  w: World,
  officer: Actor,
  list: ImportedPerson[],
  choices: string[] = [],
): Promise<string[]> {
  await importApplicants(w.system, vault, list);
  const ids: string[] = [];
  for (const p of list) {
    const { application_id } = await submitApplication(w.as(officer), {
      applicant_id: p.applicant.id,
      service: 'nursing',
      choices,
      accept_any: true,
      radius_km: 20,
      weekdays: [],
      needs: [],
      note: null,
    });
    await approve(w, officer, application_id);
    w.time.now = new Date(w.time.now.getTime() + 60_000);
    ids.push(application_id);
  }
  return ids;
}
