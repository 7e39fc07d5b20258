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
import { at, bytes, createdAt, dayRange, district, fen, id, version } from './columns.ts';
import { accounts, districts } from './registry.ts';

/** Where a request lies: solved in the grid, else handed up a step; outside is 12345 or 110. */
export const requestLevels = ['grid', 'community', 'street', 'department', 'outside'] as const;
export const requestStatuses = ['open', 'outside', 'answered', 'closed'] as const;
export const outsideReceivers = ['12345', '110'] as const;

/** 诉求的时限, by effective date: hours or working days a step may take at each level, and what kinds of matter there are. */
export const requestRules = pgTable(
  'request_rules',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    effective: dayRange('effective').notNull(),
    /** level → { amount, unit: 'hours' | 'working_days' } */
    terms: jsonb('terms').$type<Record<string, { amount: number; unit: 'hours' | 'working_days' }>>().notNull(),
    /** [{ code, zh, en, level }]: where a matter of this kind begins */
    kinds: jsonb('kinds').$type<{ code: string; zh: string; en: string; level: string }[]>().notNull(),
    docNo: text('doc_no'),
    example: boolean('example').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] })],
);

/** 诉求. A resident's matter, on the map by grid. Who it is about and how to call back is sealed. */
export const requests = pgTable(
  'requests',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    requestNo: text('request_no').notNull(),
    raisedAs: text('raised_as', { enum: ['resident', 'grid_worker', 'desk'] }).notNull(),
    accountId: uuid('account_id').references(() => accounts.id),
    applicantId: uuid('applicant_id'),
    facilityId: uuid('facility_id'),
    kind: text('kind').notNull(),
    text: text('text').notNull(),
    nameSealed: bytes('name_sealed'),
    phoneSealed: bytes('phone_sealed'),
    streetCode: text('street_code').notNull(),
    communityCode: text('community_code').notNull(),
    gridCode: text('grid_code'),
    lng: doublePrecision('lng'),
    lat: doublePrecision('lat'),
    level: text('level', { enum: requestLevels }).notNull(),
    department: text('department'),
    status: text('status', { enum: requestStatuses }).notNull(),
    /** may the phone be passed on to 12345 or 110? Asked, never assumed. */
    sharePhone: boolean('share_phone').notNull().default(false),
    /** 80 % and the end of the term of the level it lies at, or of the resident's once it is answered */
    amberAt: at('amber_at'),
    dueAt: at('due_at'),
    answer: text('answer'),
    ruleId: uuid('rule_id').notNull(),
    raisedAt: at('raised_at').notNull(),
    closedAt: at('closed_at'),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.ruleId],
      foreignColumns: [requestRules.district, requestRules.id],
      name: 'requests_rule_fk',
    }),
    uniqueIndex('requests_no_key').on(t.district, t.requestNo),
    index('requests_open_idx').on(t.district, t.dueAt, t.id).where(sql`closed_at is null`),
    index('requests_street_idx').on(t.district, t.streetCode, t.raisedAt),
    index('requests_grid_idx').on(t.district, t.gridCode),
    index('requests_account_idx').on(t.district, t.accountId),
    check('requests_closed_check', sql`(${t.status} = 'closed') = (${t.closedAt} is not null)`),
    check('requests_outside_check', sql`${t.status} <> 'outside' or ${t.level} = 'outside'`),
    check('requests_department_check', sql`${t.level} <> 'department' or ${t.department} is not null`),
  ],
);

/** Every step of a request. Append-only. */
export const requestEvents = pgTable(
  'request_events',
  {
    district: district(),
    id: id().notNull(),
    requestId: uuid('request_id').notNull(),
    at: at('at').notNull(),
    by: uuid('account_id').references(() => accounts.id),
    kind: text('kind', {
      enum: ['raised', 'noted', 'passed', 'escalated', 'outside_answered', 'solved', 'reopened', 'closed'],
    }).notNull(),
    fromLevel: text('from_level'),
    toLevel: text('to_level'),
    note: text('note'),
    dueAt: at('due_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.requestId],
      foreignColumns: [requests.district, requests.id],
      name: 'request_events_request_fk',
    }),
    index('request_events_request_idx').on(t.district, t.requestId, t.at),
  ],
);

/** 满意度: what the resident says after closing, once. Append-only. */
export const requestRatings = pgTable(
  'request_ratings',
  {
    district: district(),
    requestId: uuid('request_id').notNull(),
    stars: smallint('stars').notNull(),
    note: text('note'),
    by: uuid('account_id').references(() => accounts.id),
    at: at('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.requestId] }),
    foreignKey({
      columns: [t.district, t.requestId],
      foreignColumns: [requests.district, requests.id],
      name: 'request_ratings_request_fk',
    }),
    check('request_ratings_stars_check', sql`${t.stars} between 1 and 5`),
  ],
);

/** 转办: a request handed to 12345 or 110, sent until it is taken, then answered by the receiver. One alive a request. */
export const escalations = pgTable(
  'escalations',
  {
    district: district(),
    id: id().notNull(),
    requestId: uuid('request_id').notNull(),
    receiver: text('receiver', { enum: outsideReceivers }).notNull(),
    /** exactly the bytes that are signed and sent; sealed, since a phone may be among them */
    bodySealed: bytes('body_sealed').notNull(),
    tries: integer('tries').notNull().default(0),
    nextAt: at('next_at'),
    sentAt: at('sent_at'),
    /** the receiver's own number */
    externalNo: text('external_no'),
    deadAt: at('dead_at'),
    lastError: text('last_error'),
    answeredAt: at('answered_at'),
    answer: text('answer'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.requestId],
      foreignColumns: [requests.district, requests.id],
      name: 'escalations_request_fk',
    }),
    uniqueIndex('escalations_one_open_key').on(t.district, t.requestId).where(sql`answered_at is null`),
    index('escalations_due_idx').on(t.district, t.nextAt).where(sql`next_at is not null`),
  ],
);

/** 点单牌: what can be had in the community: what, for whom, with which papers, in how many days, for how much. By effective date. */
export const menuItems = pgTable(
  'menu_items',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    pinyin: text('pinyin').notNull(),
    initials: text('initials').notNull(),
    groupName: text('group_name').notNull(),
    what: text('what').notNull(),
    who: text('who').notNull(),
    papers: text('papers').array().notNull(),
    workingDays: integer('working_days'),
    /** null: 未填报; 0: free of charge */
    feeFen: fen('fee_fen'),
    feeUnit: text('fee_unit'),
    /** where on the platform it is asked for, if it is: a path */
    href: text('href'),
    effective: dayRange('effective').notNull(),
    docNo: text('doc_no'),
    example: boolean('example').notNull(),
    version: version(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] }), check('menu_items_fee_check', sql`${t.feeFen} >= 0`)],
);
