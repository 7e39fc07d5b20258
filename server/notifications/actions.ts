import { createHash, randomInt } from 'node:crypto';
import { and, eq, inArray, isNotNull, isNull, lte, type SQL, sql } from 'drizzle-orm';
import { helpers } from '../../db/schema/applicants.ts';
import { deliveries, messages } from '../../db/schema/notifications.ts';
import { accounts } from '../../db/schema/registry.ts';
import { acting } from '../applicants/queries.ts';
import { mayText } from '../consents/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import type { Role } from '../kernel/permissions.ts';
import { ownAccount } from '../platform/accounts.ts';
import { act, type Context, type Later, type Subject, type Tx, view } from '../platform/context.ts';
import type { Email } from '../platform/email.ts';
import { newId } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import type { Sms } from '../platform/sms.ts';
import type { Vault } from '../platform/vault.ts';
import { consentTo, linkIn, own, type Texting } from './queries.ts';
import {
  afterFailure,
  type Channel,
  channelsFor,
  type FacilityKind,
  type FamilyKind,
  isKind,
  type Kind,
  maskedName,
  openFrom,
  type Reachable,
  type RequestKind,
  type StaffKind,
  textOf,
  type Values,
  type WatchKind,
  waitMs,
  wrongValues,
} from './rules.ts';

const JOB = 'deliver-messages';
/** So many messages are taken at a time, and so many sent at once. */
const BATCH = 64;
const AT_ONCE = 8;

/**
 * Tells everybody who may act for the person, or of them the accounts given. Written in the caller's transaction: it is
 * shown once that commits, and never if it does not.
 * @returns what to hand to act() as `later`, beside whatever else is due
 */
export async function notify<K extends FamilyKind>(
  tx: Tx,
  ctx: Context,
  { to, ...message }: { applicantId: string; applicationId?: string; kind: K; values: Values<K>; to?: string[] },
): Promise<Later[]> {
  const whom = sql`select ${helpers.accountId} from ${helpers}
    where ${helpers.district} = ${ctx.district} and ${helpers.applicantId} = ${message.applicantId} and ${acting}`;
  return (await write(tx, ctx, to ? whomOf(ctx, { accounts: to }) : whom, message)).later;
}

type ByRole = { role: Exclude<Role, 'system' | 'family'>; street?: string; department?: string; facility?: string };
type Staff = { accounts: readonly string[] } | ByRole;

const holders = ({ district }: Context, to: ByRole): SQL => sql`
  select account_id from memberships where district = ${district} and role = ${to.role} and ended_at is null
    and ${to.street ? sql`street_code = ${to.street}` : sql`true`}
    and ${to.department ? sql`department = ${to.department}` : sql`true`}
    and ${to.facility ? sql`facility_id = ${to.facility}` : sql`true`}`;

/**
 * Tells those whose work it is: the accounts given, or everybody with the role, of one street or department when given.
 * @returns what to hand to act() as `later`
 */
export async function notifyStaff<K extends StaffKind>(
  tx: Tx,
  ctx: Context,
  message: { to: Staff; applicantId: string; applicationId?: string; kind: K; values: Values<K> },
): Promise<Later[]> {
  const { to } = message;
  if ('accounts' in to && to.accounts.length === 0) return [];
  return (await write(tx, ctx, whomOf(ctx, to), message)).later;
}

const whomOf = (ctx: Context, to: Staff): SQL =>
  'accounts' in to ? sql`select unnest(${sql.param([...to.accounts])}::uuid[])` : holders(ctx, to);

/**
 * Tells the accounts given or everybody with the role something about a facility: its own institution, or those who look
 * after it.
 * @returns what to hand to act() as `later`, and how many accounts were told
 */
export function notifyOfFacility<K extends FacilityKind>(
  tx: Tx,
  ctx: Context,
  message: { to: Staff; facilityId: string; kind: K; values: Values<K> },
): Promise<{ told: number; later: Later[] }> {
  return write(tx, ctx, whomOf(ctx, message.to), message);
}

/**
 * Tells about what a reader asked for: a request, by its number, whoever raised it or has to deal with it now; a bed alert.
 * @returns what to hand to act() as `later`
 */
export async function notifyOfRequest<K extends RequestKind | WatchKind>(
  tx: Tx,
  ctx: Context,
  message: { to: Staff; kind: K; values: Values<K> },
): Promise<Later[]> {
  const { to, kind, values } = message;
  if ('accounts' in to && to.accounts.length === 0) return [];
  return (await write(tx, ctx, whomOf(ctx, to), { kind, values })).later;
}

type About = { applicantId: string; applicationId?: string } | { facilityId: string } | object;

/** One question and two rows for each account: it may stand inside the transaction that holds a bed. */
async function write(
  tx: Tx,
  ctx: Context,
  whom: SQL,
  message: About & { kind: Kind; values: Record<string, string | number> },
): Promise<{ told: number; later: Later[] }> {
  const { district } = ctx;
  const named =
    'facilityId' in message
      ? sql`(select name from facilities where district = ${district} and id = ${message.facilityId})`
      : 'applicantId' in message
        ? sql`(select name from applicants where district = ${district} and id = ${message.applicantId})`
        : sql`(select '' as name)`;
  const reached = await tx.execute<{ id: string | null; name: string } & Reachable & Texting>(sql`
    select p.name, a.id, a.phone_sealed is not null as phone, a.email_sealed is not null as email,
           a.sms_on as "smsOn", a.email_on as "emailOn",
           ${consentTo(district, 'applicantId' in message ? message.applicantId : null)}
      from ${named} p left join accounts a on a.disabled_at is null and a.id in (${whom})`);
  if (!reached[0]) throw new Refusal('not_found', 'not_found');
  const { name } = reached[0];
  const called: Record<string, string> =
    'facilityId' in message
      ? { place: [...name].slice(0, 40).join('') }
      : 'applicantId' in message
        ? { who: maskedName(name) }
        : {};
  const values = { ...message.values, ...called };
  const wrong = wrongValues(message.kind, values);
  if (wrong.length) throw new Refusal('invalid', 'message_unsafe', { fields: wrong });
  const now = ctx.clock();
  const told = [...reached].flatMap((to) => (to.id === null ? [] : [{ to, id: newId(), accountId: to.id }]));
  if (told.length === 0) return { told: 0, later: [] };
  const about =
    'facilityId' in message
      ? { facilityId: message.facilityId }
      : 'applicantId' in message
        ? { applicantId: message.applicantId, applicationId: message.applicationId ?? null }
        : {};
  await tx
    .insert(messages)
    .values(
      told.map(({ id, accountId }) => ({ district, id, accountId, ...about, kind: message.kind, values, madeAt: now })),
    );
  const ways = told.flatMap(({ to, id }) =>
    channelsFor(message.kind, { ...to, smsOn: to.smsOn && mayText(to) }).map((channel) => ({
      district,
      messageId: id,
      channel,
      nextAt: openFrom(channel, now),
    })),
  );
  await tx.insert(deliveries).values(ways);
  const moments = [...new Set(ways.map((w) => w.nextAt.getTime()))];
  const later = moments.map((at): Later => ({ job: JOB, data: {}, at: new Date(at), wakes: ['messages'] }));
  return { told: told.length, later };
}

/** What carries messages out of the product; a channel without a gateway is null. */
export type Carriers = {
  vault: Vault;
  sms: Sms | null;
  email: Email | null;
  log: Logger;
  /** public address of the product; without it texts and e-mails carry no link */
  origin?: string;
};
type Way = typeof deliveries.$inferSelect;
type Mail = Way & {
  kind: string;
  values: Record<string, unknown>;
  phone: string | null;
  email: string | null;
  link: string | null;
};
type Outcome = { way: Way; error: string | null };

const everything = (ctx: Context) => async (): Promise<Subject<null>> => ({
  district: ctx.district,
  type: 'deliveries',
  id: null,
  row: null,
});

/**
 * Sends what is due. A batch is taken and its next try fixed, the transaction ends, and only then is anything sent; what
 * came of it is marked in a second one. Whoever dies in between leaves the next try, which has the same key, so that a
 * gateway sends it once.
 */
export async function deliverMessages(
  ctx: Context,
  carriers: Carriers,
): Promise<{ delivered: number; failed: number; dead: number }> {
  const sum = { delivered: 0, failed: 0, dead: 0 };
  while (await someDue(ctx)) {
    const taken = await take(ctx, carriers.vault);
    if (taken.length === 0) break;
    const outcomes: Outcome[] = [];
    for (let i = 0; i < taken.length; i += AT_ONCE)
      outcomes.push(
        ...(await Promise.all(
          taken.slice(i, i + AT_ONCE).map(async (mail) => ({ way: mail, error: await send(mail, carriers) })),
        )),
      );
    const marked = await mark(ctx, outcomes);
    sum.delivered += marked.delivered;
    sum.failed += marked.failed;
    sum.dead += marked.dead;
  }
  return sum;
}

const someDue = (ctx: Context): Promise<boolean> =>
  view(ctx, 'notifications.deliver', async (tx) => {
    const rows = await tx
      .select({ id: deliveries.messageId })
      .from(deliveries)
      .where(and(eq(deliveries.district, ctx.district), lte(deliveries.nextAt, ctx.clock())))
      .limit(1);
    return rows.length > 0;
  });

const chance = () => randomInt(1_000_001) / 1_000_000;

const take = (ctx: Context, vault: Vault): Promise<Mail[]> =>
  act(ctx, 'notifications.deliver', everything(ctx), async (tx) => {
    const now = ctx.clock();
    const rows = await tx
      .select({ way: deliveries, message: messages, phone: accounts.phoneSealed, email: accounts.emailSealed })
      .from(deliveries)
      .innerJoin(messages, and(eq(messages.district, deliveries.district), eq(messages.id, deliveries.messageId)))
      .innerJoin(accounts, eq(accounts.id, messages.accountId))
      .where(and(eq(deliveries.district, ctx.district), lte(deliveries.nextAt, now)))
      .orderBy(deliveries.nextAt)
      .limit(BATCH)
      .for('update', { of: deliveries, skipLocked: true });
    const mails = rows.map(({ way, message, phone, email }) => ({
      ...way,
      tries: way.tries + 1,
      triedAt: now,
      nextAt: openFrom(way.channel, new Date(now.getTime() + waitMs(way.tries + 1, chance()))),
      kind: message.kind,
      values: message.values,
      link: linkIn(vault, message, now),
      phone: phone && vault.open(phone),
      email: email && vault.open(email),
    }));
    for (const { messageId, channel, tries, triedAt, nextAt } of mails)
      await tx
        .update(deliveries)
        .set({ tries, triedAt, nextAt })
        .where(wayOf(ctx, messageId, channel));
    return { result: mails, after: { taken: mails.length } };
  });

const wayOf = (ctx: Context, messageId: string, channel: Channel) =>
  and(eq(deliveries.district, ctx.district), eq(deliveries.messageId, messageId), eq(deliveries.channel, channel));

/** @returns null when it is delivered, otherwise the code of what went wrong */
async function send(mail: Mail, { sms, email, log, origin }: Carriers): Promise<string | null> {
  if (!isKind(mail.kind)) return 'no_address';
  const { title, text: sentence } = textOf('zh', mail.kind, mail.values);
  const text = mail.link && origin ? `${sentence} ${origin}${mail.link}` : sentence;
  const key = createHash('sha256').update(`${mail.messageId} ${mail.channel}`).digest('hex').slice(0, 32);
  const tried = async (to: string | null, carry: (to: string) => Promise<void>) => {
    if (to === null) return 'no_address';
    try {
      await carry(to);
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return String(error.reasons[0]?.values?.error ?? error.code);
    }
  };
  switch (mail.channel) {
    case 'in_app':
      // It is shown since it was committed; the line is what an installation without gateways has to look at.
      log.info({ message: mail.messageId, kind: mail.kind }, 'message shown');
      return null;
    case 'sms':
      return sms ? tried(mail.phone, (to) => sms.send(to, `【颐位】${text}`, key)) : 'no_gateway';
    case 'email':
      return email ? tried(mail.email, (to) => email.send(to, `【颐位】${title}`, text, key)) : 'no_gateway';
  }
}

const mark = (ctx: Context, outcomes: Outcome[]): Promise<{ delivered: number; failed: number; dead: number }> =>
  act(ctx, 'notifications.deliver', everything(ctx), async (tx) => {
    const now = ctx.clock();
    const later: Later[] = [];
    const sum = { delivered: 0, failed: 0, dead: 0 };
    for (const { way, error } of outcomes) {
      const open = and(
        wayOf(ctx, way.messageId, way.channel),
        isNull(deliveries.deliveredAt),
        isNull(deliveries.deadAt),
      );
      if (error === null || error === 'no_gateway') {
        if (error === null) sum.delivered += 1;
        const done = { deliveredAt: error === null ? now : null, nextAt: null, lastError: error };
        await tx.update(deliveries).set(done).where(open);
      } else if (afterFailure(way.tries, error) === 'dead') {
        sum.dead += 1;
        await tx.update(deliveries).set({ deadAt: now, nextAt: null, lastError: error }).where(open);
      } else {
        sum.failed += 1;
        await tx.update(deliveries).set({ lastError: error }).where(open);
        if (way.nextAt) later.push({ job: JOB, data: {}, at: way.nextAt });
      }
    }
    return { result: sum, after: sum, later, changed: sum.dead ? ['messages'] : [] };
  });

/** Marks own messages as read: those named, or all there are. */
export function markRead(ctx: Context, ids: readonly string[] | null): Promise<{ marked: number }> {
  return act(
    ctx,
    'notifications.mark',
    async () => ({ ...own(ctx), type: 'messages', row: null }),
    async (tx) => {
      const rows = await tx
        .update(messages)
        .set({ readAt: ctx.clock() })
        .where(
          and(
            eq(messages.district, ctx.district),
            eq(messages.accountId, own(ctx).id),
            isNull(messages.readAt),
            ...(ids ? [inArray(messages.id, [...ids])] : []),
          ),
        )
        .returning({ id: messages.id });
      return {
        result: { marked: rows.length },
        after: { marked: rows.length },
        changed: rows.length ? ['messages'] : [],
      };
    },
  );
}

/** Where messages go besides the product itself. The address is not verified: it signs nobody in and is used for nothing else. */
export function setChannels(
  ctx: Context,
  vault: Vault,
  input: { email: string | null; sms_on: boolean; email_on: boolean },
): Promise<{ saved: true }> {
  return act(
    ctx,
    'notifications.channels',
    async (tx) => ({ ...(await ownAccount(ctx)(tx)), accounts: own(ctx).accounts }),
    async (tx, { row }) => {
      await tx
        .update(accounts)
        .set({
          emailSealed: input.email === null ? null : vault.seal(input.email),
          smsOn: input.sms_on,
          emailOn: input.email_on,
        })
        .where(eq(accounts.id, row.id));
      const after = { email: input.email !== null, sms_on: input.sms_on, email_on: input.email_on };
      return { result: { saved: true }, after };
    },
  );
}

/** Puts dead letters back: those named, or all there are. They start with a full number of tries, under the same key. */
export function retryDeliveries(
  ctx: Context,
  which: readonly { message_id: string; channel: Channel }[] | null,
): Promise<{ retried: number }> {
  return act(ctx, 'notifications.retry', everything(ctx), async (tx) => {
    const named = which?.map((w) => sql`(${w.message_id}::uuid, ${w.channel}::text)`);
    const rows = await tx
      .update(deliveries)
      .set({ deadAt: null, tries: 0, nextAt: ctx.clock() })
      .where(
        and(
          eq(deliveries.district, ctx.district),
          isNotNull(deliveries.deadAt),
          ...(named ? [sql`(${deliveries.messageId}, ${deliveries.channel}) in (${sql.join(named, sql`, `)})`] : []),
        ),
      )
      .returning({ id: deliveries.messageId });
    const later = rows.length ? [{ job: JOB, data: {}, at: ctx.clock() }] : [];
    return { result: { retried: rows.length }, after: { retried: rows.length }, later };
  });
}
