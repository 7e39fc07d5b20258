import { and, eq, gte, lte } from 'drizzle-orm';
import { helperInvitations } from '../../db/schema/families.ts';
import type { Context, Tx } from '../platform/context.ts';
import type { Vault } from '../platform/vault.ts';
import { PLACE_LENGTH } from './rules.ts';

const PLACE_BYTES = 8;
/** Where a code lies, by its first characters: the rest stays unknown to whoever reads the table. */
export const placeDigest = (vault: Vault, code: string): Uint8Array =>
  vault.digest(`helper place ${code.slice(0, PLACE_LENGTH)}`).subarray(0, PLACE_BYTES);
/** What is kept of a code: its place, then the digest of all of it. */
export const codeDigest = (vault: Vault, code: string): Uint8Array =>
  Buffer.concat([placeDigest(vault, code), vault.digest(`helper code ${code}`).subarray(0, 24)]);

/** Every invitation in a place, whether open or not. */
export function invitationsAt(tx: Tx, ctx: Context, place: Uint8Array, lock = false) {
  const found = tx
    .select()
    .from(helperInvitations)
    .where(
      and(
        eq(helperInvitations.district, ctx.district),
        gte(helperInvitations.codeDigest, Buffer.concat([place, Buffer.alloc(24)])),
        lte(helperInvitations.codeDigest, Buffer.concat([place, Buffer.alloc(24, 255)])),
      ),
    )
    .orderBy(helperInvitations.id);
  return lock ? found.for('update') : found;
}
