import { eq } from 'drizzle-orm';
import { rates } from '../../db/schema/entitlements.ts';
import { type Context, type ReadTx, view } from '../platform/context.ts';

export const ratesOf = (tx: ReadTx, district: string) => tx.select().from(rates).where(eq(rates.district, district));

/** The rates with their documents: anyone may reckon what a family pays with the rule the offer letter uses. */
export const readRates = (ctx: Context) => view(ctx, 'entitlements.rates', (tx) => ratesOf(tx, ctx.district));
