import { sql } from 'drizzle-orm';
import { bigint, char, customType, date, integer, timestamp, uuid } from 'drizzle-orm/pg-core';

/** The tenant, partition and shard column: a 6-digit adcode. Leads every key and is never changed. */
export const district = () => char('district', { length: 6 }).notNull();
/** uuid v7, made in the application. */
export const id = (name = 'id') => uuid(name);
export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
export const on = (name: string) => date(name, { mode: 'string' });
/** Integer fen. */
export const fen = (name: string) => bigint(name, { mode: 'number' });
/** Optimistic lock of records that staff edit; If-Match carries it. */
export const version = () => integer('version').notNull().default(1);
export const createdAt = () => at('created_at').notNull().default(sql`now()`);

/** Half-open civil days as PostgreSQL text, e.g. '[2026-01-01,2026-02-01)'; see kernel/period toRange/fromRange. */
export const dayRange = customType<{ data: string; driverData: string }>({ dataType: () => 'daterange' });
/** ISO weekdays 1–7 as '{[1,2),[3,4)}'; a bed taken every day is '{[1,8)}'. */
export const weekdays = customType<{ data: string; driverData: string }>({ dataType: () => 'int4multirange' });
/** Web-Mercator kilometres '(x,y)': the plane in which SP-GiST finds neighbours; distances are re-ranked exactly. */
export const mercatorPoint = customType<{ data: string; driverData: string }>({ dataType: () => 'point' });
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
