import { sql } from 'drizzle-orm';
import {
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
import { applicants } from './applicants.ts';
import { at, bytes, createdAt, district, id, on, version } from './columns.ts';
import { documents } from './documents.ts';
import { claims, facilities } from './facilities.ts';
import { accounts, districts } from './registry.ts';

export const landmarkKinds = [
  'landmark',
  'station',
  'hospital',
  'government',
  'school',
  'park',
  'place',
  'road',
] as const;

/** 地标. A named place people say instead of an address; its other names are found as well. */
export const landmarks = pgTable(
  'landmarks',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    kind: text('kind', { enum: landmarkKinds }).notNull(),
    name: text('name').notNull(),
    /** [{ name, pinyin, initials }]: the name itself first, then former and short names */
    names: jsonb('names').$type<{ name: string; pinyin: string; initials: string }[]>().notNull(),
    lng: doublePrecision('lng').notNull(),
    lat: doublePrecision('lat').notNull(),
    accuracyM: integer('accuracy_m').notNull(),
    source: text('source').notNull(),
    createdAt: createdAt(),
    endedAt: at('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    uniqueIndex('landmarks_name_key').on(t.district, t.name).where(sql`ended_at is null`),
  ],
);

/** An invitation to act for a person: a code told by word of mouth, good once and for a few days. */
export const helperInvitations = pgTable(
  'helper_invitations',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    relation: text('relation', { enum: ['spouse', 'child', 'relative', 'neighbour', 'guardian'] }).notNull(),
    codeDigest: bytes('code_digest').notNull(),
    /** the last day the helper may act; null until it is taken back */
    untilOn: on('until_on'),
    /** which text of the authorisation was agreed to */
    wordingVersion: text('wording_version').notNull(),
    madeBy: uuid('made_by')
      .notNull()
      .references(() => accounts.id),
    madeAt: at('made_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    wrong: integer('wrong').notNull().default(0),
    usedAt: at('used_at'),
    usedBy: uuid('used_by').references(() => accounts.id),
    revokedAt: at('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'helper_invitations_applicant_fk',
    }),
    uniqueIndex('helper_invitations_code_key').on(t.district, t.codeDigest),
    index('helper_invitations_applicant_idx').on(t.district, t.applicantId),
  ],
);

/** apply 申请和评估 · share_with_home 提供给机构 · publicity 公示 · bank_account 补贴账户 · messages 短信通知 (PIPL art. 14, 23, 29). */
export const consentPurposes = ['apply', 'share_with_home', 'publicity', 'bank_account', 'messages'] as const;

/** 同意. One purpose agreed to, in which words and through whom; taking it back ends it and changes nothing of what was. */
export const consents = pgTable(
  'consents',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    purpose: text('purpose', { enum: consentPurposes }).notNull(),
    /** of share_with_home: which home */
    facilityId: uuid('facility_id'),
    /** what is given on, as the text names it */
    fields: text('fields').array().notNull(),
    wordingVersion: text('wording_version').notNull(),
    channel: text('channel', { enum: ['online', 'desk', 'paper'] }).notNull(),
    givenBy: uuid('given_by').references(() => accounts.id),
    /** 'self' or how the one who gave it is related to the person */
    relation: text('relation'),
    /** the signed paper, where there is one */
    documentId: uuid('document_id'),
    givenAt: at('given_at').notNull(),
    withdrawnAt: at('withdrawn_at'),
    withdrawnBy: uuid('withdrawn_by').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'consents_applicant_fk',
    }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'consents_facility_fk',
    }),
    foreignKey({
      columns: [t.district, t.documentId],
      foreignColumns: [documents.district, documents.id],
      name: 'consents_document_fk',
    }),
    index('consents_applicant_idx').on(t.district, t.applicantId),
    check('consents_home_check', sql`(${t.purpose} = 'share_with_home') = (${t.facilityId} is not null)`),
  ],
);

export type WatchQuery = {
  kinds?: readonly string[];
  level?: number;
  sex?: 'male' | 'female';
  dementia?: boolean;
  price_max_fen?: number;
  radius_km?: number;
  weekdays?: readonly number[];
  needs?: readonly string[];
  stars_min?: number;
  text?: string;
};

/** 有床提醒. What a family waits for: one home, or any that fits near a place. */
export const watches = pgTable(
  'watches',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    facilityId: uuid('facility_id'),
    lng: doublePrecision('lng'),
    lat: doublePrecision('lat'),
    /** how the place is called to its reader */
    place: text('place'),
    query: jsonb('query').$type<WatchQuery>().notNull(),
    createdAt: at('created_at').notNull(),
    untilOn: on('until_on').notNull(),
    /** what was told last: facility → beds free then, so that the same bed is told once */
    told: jsonb('told').$type<Record<string, number>>().notNull().default({}),
    toldAt: at('told_at'),
    endedAt: at('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'watches_facility_fk',
    }),
    index('watches_account_idx').on(t.district, t.accountId),
    index('watches_live_idx').on(t.district, t.untilOn).where(sql`ended_at is null`),
    check('watches_where_check', sql`${t.facilityId} is not null or (${t.lng} is not null and ${t.lat} is not null)`),
  ],
);

/** 评价. What a family says of a stay: five questions of 1 to 5, a few words, and the home's one answer. */
export const ratings = pgTable(
  'ratings',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    claimId: uuid('claim_id').notNull(),
    applicantId: uuid('applicant_id').notNull(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    care: smallint('care').notNull(),
    respect: smallint('respect').notNull(),
    food: smallint('food').notNull(),
    room: smallint('room').notNull(),
    honesty: smallint('honesty').notNull(),
    text: text('text'),
    givenAt: at('given_at').notNull(),
    withdrawnAt: at('withdrawn_at'),
    hiddenAt: at('hidden_at'),
    hiddenBy: uuid('hidden_by').references(() => accounts.id),
    hiddenReason: text('hidden_reason', { enum: ['personal_data', 'abuse', 'advertising', 'other_place'] }),
    reply: text('reply'),
    repliedAt: at('replied_at'),
    repliedBy: uuid('replied_by').references(() => accounts.id),
    version: version(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'ratings_facility_fk',
    }),
    foreignKey({
      columns: [t.district, t.claimId],
      foreignColumns: [claims.district, claims.id],
      name: 'ratings_claim_fk',
    }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'ratings_applicant_fk',
    }),
    uniqueIndex('ratings_stay_key').on(t.district, t.claimId).where(sql`withdrawn_at is null`),
    index('ratings_facility_idx').on(t.district, t.facilityId, t.givenAt),
    check(
      'ratings_stars_check',
      sql`${t.care} between 1 and 5 and ${t.respect} between 1 and 5 and ${t.food} between 1 and 5
        and ${t.room} between 1 and 5 and ${t.honesty} between 1 and 5`,
    ),
    check('ratings_hidden_check', sql`(${t.hiddenAt} is null) = (${t.hiddenReason} is null)`),
    check('ratings_reply_check', sql`(${t.repliedAt} is null) = (${t.reply} is null)`),
  ],
);

/** 删除申请. What was asked to be deleted (PIPL art. 47), what was, and what the law has kept until when. */
export const erasures = pgTable(
  'erasures',
  {
    district: district(),
    id: id().notNull(),
    applicantId: uuid('applicant_id').notNull(),
    askedBy: uuid('asked_by')
      .notNull()
      .references(() => accounts.id),
    askedAt: at('asked_at').notNull(),
    doneAt: at('done_at'),
    /** kind of record → how many were made unreadable */
    removed: jsonb('removed').$type<Record<string, number>>().notNull().default({}),
    /** kind of record → by which rule it stays and until when; null: as long as the case runs */
    kept: jsonb('kept').$type<{ kind: string; rule: string; until: string | null }[]>().notNull().default([]),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.applicantId],
      foreignColumns: [applicants.district, applicants.id],
      name: 'erasures_applicant_fk',
    }),
    index('erasures_applicant_idx').on(t.district, t.applicantId, t.askedAt),
  ],
);
