import { createHash } from 'node:crypto';
import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { offers } from '../../db/schema/allocation.ts';
import { helpers } from '../../db/schema/applicants.ts';
import { accounts } from '../../db/schema/registry.ts';
import { findOffer } from '../allocation/queries.ts';
import { dueSoon } from '../allocation/rules.ts';
import { findApplicant } from '../applicants/actions.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import type { Calendar } from '../kernel/workdays.ts';
import { act, type Context, type ReadTx, type Tx, view } from '../platform/context.ts';
import type { Sms } from '../platform/sms.ts';
import type { Vault } from '../platform/vault.ts';
import { mayRemind, reminderText } from './rules.ts';

type Reminder = { by: Day; text: string; phones: string[] };

/**
 * Reminds the helpers of every offer whose deadline is near, once per deadline. The row is taken and marked, the
 * transaction ends, and only then is anything sent: a gateway that is slow or down holds up nobody's answer. Until it
 * has been sent it is tried again; every try of one message has the same key.
 */
export async function remindFamilies(
  ctx: Context,
  { vault, sms }: { vault: Vault; sms: Sms | null },
): Promise<{ reminded: number; failed: number }> {
  if (!sms) return { reminded: 0, failed: 0 };
  const { due, calendar } = await view(ctx, 'reminders.send', async (tx) => {
    const calendar = await loadCalendar(tx);
    const live = await tx
      .select()
      .from(offers)
      .where(and(eq(offers.district, ctx.district), isNull(offers.endedAt)));
    const near = live.filter((o) => {
      const soon = dueSoon(o, calendar, dayOf(ctx.clock()));
      return soon && mayRemind(o, soon.by, ctx.clock());
    });
    return { due: near.map((o) => o.id), calendar };
  });
  let reminded = 0;
  let failed = 0;
  for (const id of due) {
    const mail = await take(ctx, vault, calendar, id);
    if (!mail) continue;
    if (await sendAll(sms, id, mail)) {
      await mark(ctx, id, mail);
      reminded += 1;
    } else failed += 1;
  }
  return { reminded, failed };
}

/** The message for this offer, marked as being tried; null when it was answered, sent or taken meanwhile. */
const take = (ctx: Context, vault: Vault, calendar: Calendar, id: string): Promise<Reminder | null> =>
  act(
    ctx,
    'reminders.send',
    (tx) => findOffer(tx, ctx.district, id),
    async (tx, { row }) => {
      const soon = dueSoon(row, calendar, dayOf(ctx.clock()));
      if (!soon || !mayRemind(row, soon.by, ctx.clock())) return { result: null, after: { tried: false } };
      await save(tx, ctx, id, { remindedAt: ctx.clock() });
      const person = await findApplicant(tx, ctx.district, row.applicantId);
      const text = reminderText(soon.what, soon.by, person.row.name);
      const phones = await phonesOf(tx, ctx.district, row.applicantId, vault);
      return { result: { by: soon.by, text, phones }, after: { tried: true, what: soon.what, phones: phones.length } };
    },
  );

async function phonesOf(tx: ReadTx, district: string, applicantId: string, vault: Vault): Promise<string[]> {
  const rows = await tx
    .select({ phone: accounts.phoneSealed })
    .from(helpers)
    .innerJoin(accounts, eq(accounts.id, helpers.accountId))
    .where(
      and(
        eq(helpers.district, district),
        eq(helpers.applicantId, applicantId),
        isNull(helpers.endedAt),
        isNull(accounts.disabledAt),
        isNotNull(accounts.phoneSealed),
      ),
    );
  return rows.flatMap((r) => (r.phone ? [vault.open(r.phone)] : []));
}

async function sendAll(sms: Sms, offer: string, { by, text, phones }: Reminder): Promise<boolean> {
  const sent = await Promise.allSettled(
    phones.map((phone) =>
      sms.send(phone, text, createHash('sha256').update(`${offer} ${by} ${phone}`).digest('hex').slice(0, 32)),
    ),
  );
  return sent.every((s) => s.status === 'fulfilled');
}

const mark = (ctx: Context, id: string, mail: Reminder): Promise<null> =>
  act(
    ctx,
    'reminders.send',
    (tx) => findOffer(tx, ctx.district, id),
    async (tx) => {
      await save(tx, ctx, id, { remindedFor: mail.by });
      return { result: null, after: { reminded_for: mail.by } };
    },
  );

/** The version stays: a reminder must not make the page stale on which the family is just answering. */
const save = (tx: Tx, ctx: Context, id: string, set: Partial<typeof offers.$inferInsert>) =>
  tx
    .update(offers)
    .set(set)
    .where(and(eq(offers.district, ctx.district), eq(offers.id, id)));
