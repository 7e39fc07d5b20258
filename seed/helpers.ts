import { sql } from 'drizzle-orm';
import { linkHelper } from '../server/helpers/actions.ts';
import { WORDING } from '../server/helpers/rules.ts';
import { inviteHelper } from '../server/invitations/actions.ts';
import { type Context, view } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import type { Vault } from '../server/platform/vault.ts';
import type { PlannedAccount } from './accounts.ts';
import type { Plan } from './plan.ts';

/**
 * The demonstration elder has an account of their own; the counter has written down their child on the paper that was
 * handed in, and a neighbour is invited and has not answered yet.
 */
export async function playHelpers(
  ctx: Context,
  vault: Vault,
  plan: Plan,
  accounts: ReadonlyMap<string, string>,
): Promise<void> {
  const named = (username: string) => plan.accounts.find((a) => a.username === username) as PlannedAccount;
  const [family, elder, desk] = [named('demo-family'), named('demo-elder'), named('demo-desk')];
  const as = (a: PlannedAccount): Context => ({
    ...ctx,
    requestId: newId(),
    actor: {
      account: accounts.get(a.username) ?? null,
      name: a.displayName,
      strength: 2,
      memberships: [{ district: ctx.district, role: a.role, street: a.street, facility: a.facility }],
    },
  });
  const applicant = family.helps?.applicant ?? '';
  const name = plan.people.find((p) => p.applicant.id === applicant)?.applicant.name ?? '';
  const [paper] = await view(ctx, 'platform.config', (tx) =>
    tx.execute<{ id: string; until: string | null }>(sql`
      select id, expires_on::text as until from documents
       where district = ${ctx.district} and applicant_id = ${applicant} and type = 'authorisation'
         and verified_at is not null and refused_at is null and (expires_on is null or expires_on >= current_date)
       order by expires_on desc nulls first limit 1`),
  );
  if (!paper) throw new Error('the demonstration family has handed in an authorisation');
  const account = accounts.get(family.username) as string;
  const linked = { relation: 'child' as const, account_id: account, document_id: paper.id, until_on: null };
  await linkHelper(as(desk), vault, applicant, linked);
  const asked = { relation: 'neighbour' as const, until_on: null, wording: WORDING, agreed_name: name };
  await inviteHelper(as(elder), vault, applicant, asked);
}
