import { bigint, foreignKey, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, district, on } from './columns.ts';
import { erasures } from './families.ts';
import { audit, districts } from './registry.ts';

/**
 * The audit log as a chain, a district each: link `seq` covers one row of the log and the digest of link `seq - 1`.
 * Written after the commit of the rows it covers, in batches, so that no write waits for another. Append-only.
 */
export const auditLinks = pgTable(
  'audit_links',
  {
    district: district().references(() => districts.district),
    /** from 1, without gaps */
    seq: bigint('seq', { mode: 'number' }).notNull(),
    auditId: uuid('audit_id').notNull(),
    /** SHA-256, 32 bytes */
    digest: bytes('digest').notNull(),
    sealedAt: at('sealed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.seq] }),
    uniqueIndex('audit_links_row_key').on(t.district, t.auditId),
    foreignKey({
      columns: [t.district, t.auditId],
      foreignColumns: [audit.district, audit.id],
      name: 'audit_links_audit_fk',
    }),
  ],
);

/**
 * Rows of the log whose reason was deleted with a person's data, and by which deletion. The chain goes on by the digest
 * their contents had. Written by a function of the database alone. Append-only.
 */
export const auditErasures = pgTable(
  'audit_erasures',
  {
    district: district(),
    auditId: uuid('audit_id').notNull(),
    erasureId: uuid('erasure_id').notNull(),
    /** SHA-256 of the contents as they were, 64 hexadecimal characters */
    contents: text('contents').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.auditId] }),
    foreignKey({
      columns: [t.district, t.auditId],
      foreignColumns: [audit.district, audit.id],
      name: 'audit_erasures_audit_fk',
    }),
    foreignKey({
      columns: [t.district, t.erasureId],
      foreignColumns: [erasures.district, erasures.id],
      name: 'audit_erasures_erasure_fk',
    }),
  ],
);

/** The chain's last digest of a day, made public and put into the store. Append-only. */
export const auditAnchors = pgTable(
  'audit_anchors',
  {
    district: district().references(() => districts.district),
    on: on('on').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    /** hexadecimal, 64 characters */
    digest: text('digest').notNull(),
    madeAt: at('made_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.on] })],
);
