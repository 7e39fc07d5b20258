import { and, eq } from 'drizzle-orm';
import { applications, wishChanges } from '../../db/schema/applications.ts';
import { type ApplicationRow, findApplication, rulesOn } from '../applications/actions.ts';
import { applicationOf, refuseUnknownFacilities } from '../applications/queries.ts';
import { type Reason, Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { keysFor, reaches } from '../kernel/reach.ts';
import { notify } from '../notifications/actions.ts';
import { act, type Context, type Later, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { exitedOf, spouseOf, waitsFor } from './queries.ts';
import { checkChange, type WishSet } from './rules.ts';

type Two = Subject<ApplicationRow> & { spouse: Subject<ApplicationRow> | null };

/** The application, and of a couple that is one wish the other's too; locked in the order of their ids, as offers do. */
async function findBoth(tx: Tx, district: string, id: string): Promise<Two> {
  const named = (await applicationOf(tx, district, id)).jointWith;
  const locked = new Map<string, Subject<ApplicationRow>>();
  for (const one of [id, ...(named ? [named] : [])].sort()) locked.set(one, await findApplication(tx, district, one));
  const mine = locked.get(id) as Subject<ApplicationRow>;
  const spouse = await spouseOf(tx, district, mine.row);
  return { ...mine, spouse: spouse ? (locked.get(spouse.id) ?? null) : null };
}

const refuse = (kind: 'conflict' | 'invalid', [first, ...rest]: Reason[]) => {
  if (first) throw new Refusal(kind, [first, ...rest]);
};

/**
 * Chooses other homes while waiting: status, day of queueing and place stay as they are. A couple that wants one room
 * changes together or not at all, because the two are one wish.
 * @throws Refusal conflict while an offer is out or a round reckons with the wish; invalid for what applying would refuse
 */
export function changeWishes(ctx: Context, id: string, wish: WishSet): Promise<{ version: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'wishes.change',
    (tx) => findBoth(tx, district, id) as Promise<Two>,
    async (tx, subject) => {
      const { row, spouse } = subject as Two;
      if (spouse && !reached(ctx, spouse)) throw new Refusal('conflict', 'wishes_spouse');
      const { rules, version: ruleVersion } = await rulesOn(tx, district, dayOf(ctx.clock()));
      const now: WishSet = { ...wish, choices: [...new Set(wish.choices)] };
      const both = [row, ...(spouse ? [spouse.row] : [])];
      refuse('conflict', await waitsFor(tx, district, row, spouse?.row ?? null));
      const exited = await exitedOf(tx, district, both);
      refuse('invalid', checkChange(row, now, { max: rules.max_choices, exited }));
      await refuseUnknownFacilities(tx, district, now.choices);
      const later: Later[] = [];
      for (const one of both) later.push(...(await writeChange(tx, ctx, one, now, ruleVersion)));
      return {
        result: { version: row.version + 1 },
        before: { choices: row.choices, accept_any: row.acceptAny, radius_km: row.radiusKm },
        after: {
          choices: now.choices,
          accept_any: now.acceptAny,
          radius_km: now.radiusKm,
          rules: ruleVersion,
          ...(spouse ? { with_spouse: spouse.row.id } : {}),
        },
        changed: ['applications', 'queue'],
        later,
      };
    },
  );
}

/** Whoever changes one person's wish for two must reach the other person by the same door. */
const reached = (ctx: Context, spouse: Subject<ApplicationRow>): boolean =>
  keysFor('wishes.change', ctx.actor?.memberships ?? []).some((m) =>
    reaches('wishes.change', m, ctx.actor?.account ?? '', spouse),
  );

async function writeChange(tx: Tx, ctx: Context, row: ApplicationRow, now: WishSet, ruleVersion: string) {
  const wish = { choices: [...now.choices], acceptAny: now.acceptAny, radiusKm: now.radiusKm };
  await tx
    .update(applications)
    .set({ ...wish, version: row.version + 1 })
    .where(and(eq(applications.district, ctx.district), eq(applications.id, row.id)));
  await tx.insert(wishChanges).values({
    ...wish,
    district: ctx.district,
    id: newId(),
    applicationId: row.id,
    at: ctx.clock(),
    wasChoices: row.choices,
    wasAcceptAny: row.acceptAny,
    wasRadiusKm: row.radiusKm,
    ruleVersion,
    accountId: ctx.actor?.account ?? null,
  });
  const tell = { applicantId: row.applicantId, applicationId: row.id };
  return notify(tx, ctx, { ...tell, kind: 'wishes_changed', values: {} });
}
