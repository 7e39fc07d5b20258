import {
  bigint,
  boolean,
  char,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, district, id } from './columns.ts';

/*
 * Small global registries: the only tables whose keys do not lead with `district`, because an account or a person's
 * ID number is one across districts. Sharding keeps them as reference tables.
 */

export const districts = pgTable('districts', {
  district: district().primaryKey(),
  name: text('name').notNull(),
  city: text('city').notNull(),
  province: text('province').notNull(),
  hotline: text('hotline'),
  /** null while the district is being filled: nobody is served from it, and an interrupted filling begins afresh */
  openedAt: at('opened_at'),
  createdAt: createdAt(),
});

/** One person's or staff member's way in. Secrets are hashed (password, phone) or sealed (phone, TOTP seed). */
export const accounts = pgTable(
  'accounts',
  {
    id: id().primaryKey(),
    username: text('username'),
    displayName: text('display_name').notNull(),
    phoneHash: bytes('phone_hash'),
    phoneSealed: bytes('phone_sealed'),
    passwordHash: text('password_hash'),
    /** The password is one an administrator gave: to be changed before anything else, and good until then. */
    passwordUntil: at('password_until'),
    totpSealed: bytes('totp_sealed'),
    totpLastStep: integer('totp_last_step'),
    oidcSubject: text('oidc_subject'),
    /** where messages go besides the product itself; the address is told to nobody and signs nobody in */
    emailSealed: bytes('email_sealed'),
    smsOn: boolean('sms_on').notNull().default(true),
    emailOn: boolean('email_on').notNull().default(true),
    disabledAt: at('disabled_at'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('accounts_username_key').on(t.username),
    uniqueIndex('accounts_phone_key').on(t.phoneHash),
    uniqueIndex('accounts_oidc_key').on(t.oidcSubject),
  ],
);

/** Sessions by the SHA-256 of a 256-bit token; the token itself is only ever in the cookie. */
export const sessions = pgTable(
  'sessions',
  {
    tokenHash: bytes('token_hash').primaryKey(),
    id: id().notNull(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    /** 1 = password or phone code, 2 = with TOTP or the bureau's own single sign-on. */
    strength: integer('strength').notNull(),
    agent: text('agent').notNull(),
    createdAt: createdAt(),
    seenAt: at('seen_at').notNull(),
    idleUntil: at('idle_until').notNull(),
    absoluteUntil: at('absolute_until').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [uniqueIndex('sessions_id_key').on(t.id), index('sessions_account_idx').on(t.accountId)],
);

export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    codeHash: bytes('code_hash').notNull(),
    usedAt: at('used_at'),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.codeHash] })],
);

/** One-time codes sent by SMS; the newest unexpired one counts, five wrong tries void it. */
export const phoneCodes = pgTable(
  'phone_codes',
  {
    id: id().primaryKey(),
    phoneHash: bytes('phone_hash').notNull(),
    codeHash: bytes('code_hash').notNull(),
    expiresAt: at('expires_at').notNull(),
    wrong: integer('wrong').notNull().default(0),
    usedAt: at('used_at'),
  },
  (t) => [index('phone_codes_phone_idx').on(t.phoneHash)],
);

/** Counters of sign-in attempts; the columns and their order are those that rate-limiter-flexible writes. */
export const loginLimits = pgTable('login_limits', {
  key: text('key').primaryKey(),
  points: integer('points').notNull().default(0),
  expire: bigint('expire', { mode: 'number' }),
});

/** Blind index of ID numbers: one person is one row in the country, findable only by someone who knows the number. */
export const idNumbers = pgTable(
  'id_numbers',
  {
    digest: bytes('digest').primaryKey(),
    district: district(),
    applicantId: uuid('applicant_id').notNull(),
  },
  (t) => [uniqueIndex('id_numbers_applicant_key').on(t.district, t.applicantId)],
);

/** State Council holidays (off) and make-up working days (on), national; `published` false marks our own projection. */
export const calendarDays = pgTable('calendar_days', {
  day: char('day', { length: 10 }).primaryKey(),
  working: boolean('working').notNull(),
  name: text('name').notNull(),
  published: boolean('published').notNull(),
});

/** Who holds which key where: account × district × role × scope. */
export const memberships = pgTable(
  'memberships',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    role: text('role').notNull(),
    streetCode: text('street_code'),
    facilityId: uuid('facility_id'),
    /** of a partner: which department's part of a case it sees */
    department: text('department'),
    endedAt: at('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    unique('memberships_account_key')
      .on(t.district, t.accountId, t.role, t.streetCode, t.facilityId, t.department)
      .nullsNotDistinct(),
    index('memberships_by_account_idx').on(t.accountId),
  ],
);

/** Every write and every reading of personal data. The app role may only insert and read. */
export const audit = pgTable(
  'audit',
  {
    district: district().references(() => districts.district),
    id: id().notNull(),
    at: at('at').notNull(),
    accountId: uuid('account_id'),
    role: text('role').notNull(),
    action: text('action').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: uuid('subject_id'),
    before: text('before'),
    after: text('after'),
    reason: text('reason'),
    requestId: text('request_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    index('audit_subject_idx').on(t.district, t.subjectType, t.subjectId),
    index('audit_at_idx').on(t.district, t.at, t.id),
    index('audit_account_idx').on(t.district, t.accountId, t.at),
    index('audit_action_idx').on(t.district, t.action, t.at),
    foreignKey({ columns: [t.accountId], foreignColumns: [accounts.id], name: 'audit_account_fk' }),
  ],
);

/** Answers given to an Idempotency-Key, kept with the write they answer. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    district: district(),
    accountId: uuid('account_id').notNull(),
    key: text('key').notNull(),
    action: text('action').notNull(),
    requestHash: text('request_hash').notNull(),
    response: text('response'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.district, t.accountId, t.key] })],
);
