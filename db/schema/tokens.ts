import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, district, id } from './columns.ts';
import { facilities } from './facilities.ts';
import { accounts } from './registry.ts';

/** What a home's own system comes in with: the SHA-256 of a token that was shown once. Acts under an account of its own. */
export const apiTokens = pgTable(
  'api_tokens',
  {
    district: district(),
    id: id().notNull(),
    facilityId: uuid('facility_id').notNull(),
    /** its own, which nobody can sign in to: what the token does is under this name in the audit log */
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    name: text('name').notNull(),
    /** the first part, by which people recognise it */
    hint: text('hint').notNull(),
    tokenHash: bytes('token_hash').notNull(),
    scopes: text('scopes').array().notNull(),
    madeBy: uuid('made_by')
      .notNull()
      .references(() => accounts.id),
    createdAt: createdAt(),
    expiresAt: at('expires_at'),
    usedAt: at('used_at'),
    revokedAt: at('revoked_at'),
    revokedBy: uuid('revoked_by').references(() => accounts.id),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    foreignKey({
      columns: [t.district, t.facilityId],
      foreignColumns: [facilities.district, facilities.id],
      name: 'api_tokens_facility_fk',
    }),
    uniqueIndex('api_tokens_hash_key').on(t.district, t.tokenHash),
    index('api_tokens_facility_idx').on(t.district, t.facilityId),
    check('api_tokens_scopes_check', sql`${t.scopes} <@ array['beds', 'residents'] and cardinality(${t.scopes}) > 0`),
  ],
);
