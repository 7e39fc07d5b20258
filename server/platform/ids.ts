import { randomUUIDv7 } from 'node:crypto';
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';

/** uuid v7: grows with time, so that primary keys stay dense. Made in the application, as sharding asks. */
export const newId = (): string => randomUUIDv7();

/** The column is one of these, as one parameter: a statement can have no more than 65,535 of them. */
export const among = (column: SQLWrapper, ids: readonly string[]): SQL<boolean> =>
  // One id is asked for as one: a list of one keeps the planner from the index it has for it.
  ids.length === 1
    ? sql<boolean>`${column} = ${ids[0]}::uuid`
    : sql<boolean>`${column} = any(${sql.param([...ids])}::uuid[])`;
