import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, createdAt, dayRange, district, fen, id, mercatorPoint, on, version, weekdays } from './columns.ts';
import { districts } from './registry.ts';

/** nursing_home 敬老院 · community_point 社区居家养老示范点 · day_care 日间照料中心 · medical_point 养老医疗护理点. */
export const facilityKinds = ['nursing_home', 'community_point', 'day_care', 'medical_point'] as const;
/** residential 全托 · nursing 护理型 · day 日托 · home 家庭养老床位. */
export const bedKinds = ['residential', 'nursing', 'day', 'home'] as const;

export type OtherFee = { name: string; min_fen: number; max_fen: number | null; unit: string };

/** Null always means 未填报: nothing is filled in for a facility that has not said it. */
export const facilities = pgTable(
  'facilities',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    kind: text('kind', { enum: facilityKinds }).notNull(),
    name: text('name').notNull(),
    pinyin: text('pinyin').notNull(),
    initials: text('initials').notNull(),
    streetCode: text('street_code').notNull(),
    communityCode: text('community_code').notNull(),
    address: text('address'),
    lng: doublePrecision('lng').notNull(),
    lat: doublePrecision('lat').notNull(),
    accuracyM: integer('accuracy_m').notNull(),
    phone: text('phone'),
    nature: text('nature', { enum: ['public', 'private', 'public_private'] }),
    stars: smallint('stars'),
    starsSource: text('stars_source'),
    medicalInsurance: boolean('medical_insurance'),
    longTermCareInsurance: boolean('long_term_care_insurance'),
    consumptionCoupon: boolean('consumption_coupon'),
    dementiaUnit: boolean('dementia_unit'),
    services: text('services').array(),
    careFeeMinFen: fen('care_fee_min_fen'),
    careFeeMaxFen: fen('care_fee_max_fen'),
    /** the lowest; without a highest it is the one price */
    mealFeeFen: fen('meal_fee_fen'),
    mealFeeMaxFen: fen('meal_fee_max_fen'),
    depositFen: fen('deposit_fen'),
    depositMaxFen: fen('deposit_max_fen'),
    /** [{ name, min_fen, max_fen, unit }]; empty: there are no others */
    otherFees: jsonb('other_fees').$type<OtherFee[]>(),
    starsYear: smallint('stars_year'),
    openingHours: text('opening_hours'),
    visitingHours: text('visiting_hours'),
    introduction: text('introduction'),
    /** 怎么去: buses, the entrance, where to park */
    directions: text('directions'),
    /** how many people work there: 护理员、其中持证、护士、医生、社工、其他 */
    carers: integer('carers'),
    certifiedCarers: integer('certified_carers'),
    nurses: integer('nurses'),
    doctors: integer('doctors'),
    socialWorkers: integer('social_workers'),
    otherStaff: integer('other_staff'),
    filedOn: on('filed_on'),
    closedOn: on('closed_on'),
    demonstration: boolean('demonstration').notNull().default(false),
    version: version(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    index('facilities_street_idx').on(t.district, t.streetCode),
    check(
      'facilities_stars_check',
      sql`${t.stars} between 1 and 5 and ${t.starsSource} is not null or ${t.stars} is null`,
    ),
    check(
      'facilities_fees_check',
      sql`coalesce(${t.careFeeMinFen} >= 0 and ${t.careFeeMinFen} <= coalesce(${t.careFeeMaxFen}, ${t.careFeeMinFen}), ${t.careFeeMaxFen} is null)
        and coalesce(${t.mealFeeFen} >= 0 and ${t.mealFeeFen} <= coalesce(${t.mealFeeMaxFen}, ${t.mealFeeFen}), ${t.mealFeeMaxFen} is null)
        and coalesce(${t.depositFen} >= 0 and ${t.depositFen} <= coalesce(${t.depositMaxFen}, ${t.depositFen}), ${t.depositMaxFen} is null)`,
    ),
    check(
      'facilities_staff_check',
      sql`least(${t.carers}, ${t.certifiedCarers}, ${t.nurses}, ${t.doctors}, ${t.socialWorkers}, ${t.otherStaff}) >= 0
        and ${t.certifiedCarers} <= ${t.carers}`,
    ),
  ],
);

/** `single_sex` is a room not yet designated: it takes the sex of whoever lies in it. `mixed`: day rooms, home beds, couples. */
export const roomSexes = ['male', 'female', 'single_sex', 'mixed'] as const;

export const rooms = pgTable(
  'rooms',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    building: text('building').notNull(),
    floor: smallint('floor').notNull(),
    roomNo: text('room_no').notNull(),
    sex: text('sex', { enum: roomSexes }).notNull(),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'rooms_facility_fk',
    }),
    uniqueIndex('rooms_no_key').on(t.district, t.facilityId, t.building, t.roomNo),
  ],
);

export const beds = pgTable(
  'beds',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    roomId: uuid('room_id').notNull(),
    bedNo: text('bed_no').notNull(),
    kind: text('kind', { enum: bedKinds }).notNull(),
    levelMin: smallint('level_min').notNull(),
    levelMax: smallint('level_max').notNull(),
    dementia: boolean('dementia').notNull(),
    equipment: text('equipment').array().notNull().default(sql`'{}'::text[]`),
    pool: text('pool', { enum: ['reserve', 'subsidised', 'market'] }).notNull(),
    feeFen: fen('fee_fen'),
    openedOn: on('opened_on').notNull(),
    retiredOn: on('retired_on'),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'beds_facility_fk',
    }),
    foreignKey({ columns: [t.district, t.roomId], foreignColumns: [rooms.district, rooms.id], name: 'beds_room_fk' }),
    uniqueIndex('beds_no_key').on(t.district, t.roomId, t.bedNo),
    index('beds_facility_idx').on(t.district, t.facilityId),
    check('beds_level_check', sql`${t.levelMin} between 0 and 4 and ${t.levelMax} between ${t.levelMin} and 4`),
  ],
);

/**
 * Everything that takes a bed, and only that: hold (an offer), stay, closure (cleaning, repair, out of service).
 * `during` of an open-ended stay has no upper bound; a released hold keeps its row with `released_at`.
 * Two exclusion constraints (custom migration) make a double booking impossible to write.
 */
export const claims = pgTable(
  'claims',
  {
    district: district(),
    id: id().notNull(),
    bedId: uuid('bed_id').notNull(),
    roomId: uuid('room_id').notNull(),
    facilityId: uuid('facility_id').notNull(),
    applicantId: uuid('applicant_id'),
    sex: text('sex', { enum: ['male', 'female'] }),
    /** True for 全托 and 护理型: a person lies in one such bed at a time. */
    residential: boolean('residential').notNull(),
    kind: text('kind', { enum: ['hold', 'stay', 'closure'] }).notNull(),
    reason: text('reason'),
    during: dayRange('during').notNull(),
    weekdays: weekdays('weekdays').notNull().default('{[1,8)}'),
    releasedAt: at('released_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({ columns: [t.district, t.bedId], foreignColumns: [beds.district, beds.id], name: 'claims_bed_fk' }),
    index('claims_room_idx').on(t.district, t.roomId).where(sql`released_at is null`),
    index('claims_facility_idx').on(t.district, t.facilityId),
    index('claims_applicant_idx').on(t.district, t.applicantId),
    check(
      'claims_who_check',
      sql`(${t.kind} = 'closure') = (${t.applicantId} is null) and (${t.applicantId} is null) = (${t.sex} is null)`,
    ),
    check(
      'claims_closure_reason_check',
      sql`${t.kind} <> 'closure' or ${t.reason} in ('cleaning', 'repair', 'out_of_service')`,
    ),
  ],
);

/** 「无变化，一键确认」 and every other moment at which the institution vouched for its beds. Append-only. */
export const confirmations = pgTable(
  'confirmations',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    at: at('at').notNull(),
    accountId: uuid('account_id'),
    kind: text('kind', { enum: ['no_change', 'change'] }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'confirmations_facility_fk',
    }),
    index('confirmations_facility_idx').on(t.district, t.facilityId, t.at),
  ],
);

/**
 * The one projection: what search needs about a facility today, written by the action that writes the claim and
 * recomputable from beds and claims at any time. Holds no personal data and cannot be joined to people.
 * `free_for[sex*10 + dementia*5 + level]` (1-based in SQL) counts free beds that such a person could take.
 */
export const vacancies = pgTable(
  'vacancies',
  {
    district: district(),
    facilityId: uuid('facility_id').notNull(),
    kind: text('kind', { enum: facilityKinds }).notNull(),
    spot: mercatorPoint('spot').notNull(),
    lng: doublePrecision('lng').notNull(),
    lat: doublePrecision('lat').notNull(),
    accuracyM: integer('accuracy_m').notNull(),
    name: text('name').notNull(),
    searchText: text('search_text').notNull(),
    streetCode: text('street_code').notNull(),
    asOn: on('as_on').notNull(),
    filed: integer('filed').notNull(),
    closed: integer('closed').notNull(),
    occupied: integer('occupied').notNull(),
    held: integer('held').notNull(),
    free: integer('free').notNull(),
    /** of the occupied, kept for somebody away; of the closed, waiting to be cleaned */
    kept: integer('kept').notNull().default(0),
    cleaning: integer('cleaning').notNull().default(0),
    freeFor: integer('free_for').array().notNull(),
    hasVacancy: boolean('has_vacancy').notNull(),
    lotLeft: integer('lot_left').notNull(),
    monthlyMinFen: fen('monthly_min_fen'),
    stars: smallint('stars'),
    starsSource: text('stars_source'),
    medicalInsurance: boolean('medical_insurance'),
    longTermCareInsurance: boolean('long_term_care_insurance'),
    consumptionCoupon: boolean('consumption_coupon'),
    demonstration: boolean('demonstration').notNull(),
    confirmedAt: at('confirmed_at'),
    /** announced or past: it takes nobody in any more, and what would be free is counted as closed */
    closesOn: on('closes_on'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.facilityId] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'vacancies_facility_fk',
    }),
    check('vacancies_sum_check', sql`${t.filed} = ${t.closed} + ${t.occupied} + ${t.held} + ${t.free}`),
    check(
      'vacancies_parts_check',
      sql`${t.kept} between 0 and ${t.occupied} and ${t.cleaning} between 0 and ${t.closed}`,
    ),
  ],
);
