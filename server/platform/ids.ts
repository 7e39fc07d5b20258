import { randomUUIDv7 } from 'node:crypto';

/** uuid v7: grows with time, so that primary keys stay dense. Made in the application, as sharding asks. */
export const newId = (): string => randomUUIDv7();
