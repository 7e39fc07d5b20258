import { and, desc, eq, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { consents } from '../../db/schema/families.ts';
import { deliveries, messages } from '../../db/schema/notifications.ts';
import { accounts } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';
import { type Context, look, view } from '../platform/context.ts';
import { linkToken } from '../platform/links.ts';
import type { Vault } from '../platform/vault.ts';
import { CONFIRM_LINK, linkUntil } from './rules.ts';

/** The actor's own account as what a record belongs to. */
export function own(ctx: Context): { district: string; id: string; accounts: string[] } {
  const id = ctx.actor?.account ?? '';
  return { district: ctx.district, id, accounts: [id] };
}

type Made = Pick<typeof messages.$inferSelect, 'district' | 'facilityId' | 'kind' | 'madeAt'>;
/** Where the link of a message leads in the product; null when it has none or it is good no longer. */
export function linkIn(vault: Vault, { district, facilityId, kind, madeAt }: Made, now: Date): string | null {
  const until = linkUntil(kind, madeAt);
  if (!until || !facilityId || now > until) return null;
  return `/confirm#${linkToken(vault, { purpose: CONFIRM_LINK, district, id: facilityId, until })}`;
}

/** Own messages, newest first; `before` is the id of the last one seen. */
export function listMessages(ctx: Context, vault: Vault, { before, limit }: { before?: string; limit: number }) {
  const me = own(ctx);
  return look(ctx, 'notifications.read', async (tx) => {
    const rows = await tx
      .select()
      .from(messages)
      .where(
        and(
          eq(messages.district, ctx.district),
          eq(messages.accountId, me.id),
          ...(before ? [lt(messages.id, before)] : []),
        ),
      )
      .orderBy(desc(messages.id))
      .limit(limit + 1);
    const shown = rows.slice(0, limit);
    return {
      ...me,
      type: 'messages',
      row: {
        messages: shown.map((m) => ({
          id: m.id,
          kind: m.kind,
          values: m.values,
          application_id: m.applicationId,
          link: linkIn(vault, m, ctx.clock()),
          made_at: m.madeAt.toISOString(),
          read_at: m.readAt?.toISOString() ?? null,
        })),
        next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
      },
    };
  });
}

/** How many own messages are unread: a number for the bell, no reading of anybody's data. */
export function countUnread(ctx: Context): Promise<{ unread: number }> {
  return view(ctx, 'notifications.read', async (tx) => {
    const unread = await tx.$count(
      messages,
      and(eq(messages.district, ctx.district), eq(messages.accountId, own(ctx).id), isNull(messages.readAt)),
    );
    return { unread };
  });
}

/** Where the own messages go. */
export function readChannels(ctx: Context, vault: Vault) {
  const me = own(ctx);
  return look(ctx, 'notifications.channels', async (tx) => {
    const [row] = await tx.select().from(accounts).where(eq(accounts.id, me.id));
    if (!row) throw new Refusal('not_found', 'not_found');
    return {
      ...me,
      type: 'account',
      row: {
        email: row.emailSealed && vault.open(row.emailSealed),
        phone: row.phoneSealed !== null,
        sms_on: row.smsOn,
        email_on: row.emailOn,
      },
    };
  });
}

/** How messages travel, and those that a person has to look at. Says of no message to whom it goes. */
export function listDeliveries(ctx: Context, limit: number) {
  return view(ctx, 'notifications.letters', async (tx) => {
    const dead = await tx
      .select({ way: deliveries, kind: messages.kind, madeAt: messages.madeAt })
      .from(deliveries)
      .innerJoin(messages, and(eq(messages.district, deliveries.district), eq(messages.id, deliveries.messageId)))
      .where(and(eq(deliveries.district, ctx.district), isNotNull(deliveries.deadAt)))
      .orderBy(desc(deliveries.deadAt), deliveries.messageId)
      .limit(limit);
    const [counts] = await tx.execute<{ waiting: number; retrying: number; dead: number }>(sql`
      select count(*) filter (where next_at is not null and tries = 0)::int as waiting,
             count(*) filter (where next_at is not null and tries > 0)::int as retrying,
             count(*) filter (where dead_at is not null)::int as dead
        from deliveries where district = ${ctx.district} and (next_at is not null or dead_at is not null)`);
    return {
      counts: counts ?? { waiting: 0, retrying: 0, dead: 0 },
      dead: dead.map(({ way, kind, madeAt }) => ({
        message_id: way.messageId,
        channel: way.channel,
        kind,
        tries: way.tries,
        last_error: way.lastError,
        made_at: madeAt.toISOString(),
        dead_at: way.deadAt?.toISOString() ?? '',
      })),
    };
  });
}

export type Texting = { asked: boolean; agreed: boolean };
/** About a person a text goes out only while agreed to; where nobody was ever asked, as the account says (mayText). */
export const consentTo = (district: string, applicantId: string | null): SQL => {
  const some = (which: SQL) => sql`exists (select 1 from ${consents} where ${consents.district} = ${district}
    and ${consents.applicantId} = ${applicantId}::uuid and ${which})`;
  return sql`${some(sql`${consents.purpose} in ('apply', 'messages')`)} as asked,
    ${some(sql`${consents.purpose} = 'messages' and ${consents.withdrawnAt} is null`)} as agreed`;
};
