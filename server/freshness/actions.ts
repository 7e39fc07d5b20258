import { and, eq, sql } from 'drizzle-orm';
import { vacancies } from '../../db/schema/facilities.ts';
import { freshnessReminders } from '../../db/schema/freshness.ts';
import { findFacility, stampConfirmation, vacancyTopics } from '../facilities/actions.ts';
import { FRESH_HOURS } from '../facilities/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { notifyOfFacility } from '../notifications/actions.ts';
import { CONFIRM_LINK } from '../notifications/rules.ts';
import { act, type Context, type ReadTx, view } from '../platform/context.ts';
import { readLink } from '../platform/links.ts';
import type { Vault } from '../platform/vault.ts';
import { byDay, mayConfirm, type Stage, stageOf } from './rules.ts';

/** The facility a link is for, as long as the link is good. Throws Refusal link_unknown, link_expired, facility_closed. */
export async function facilityOf(tx: ReadTx, ctx: Context, vault: Vault, token: string) {
  const link = readLink(vault, { purpose: CONFIRM_LINK, district: ctx.district }, token);
  if (!link) throw new Refusal('not_found', 'link_unknown');
  const subject = await findFacility(tx, ctx.district, link.id);
  const now = ctx.clock();
  required(mayConfirm(subject.row, link.until, now, dayOf(now)));
  return subject;
}

/**
 * 「无变化，一键确认」 from the link of a message, without signing in. Whoever holds the link vouches for the figures, so
 * that nobody's account is named, not even one that happens to be signed in on the phone. A second tap confirms again.
 */
export function confirmByLink(ctx: Context, vault: Vault, token: string): Promise<{ confirmed_at: string }> {
  const nobody = { ...ctx, actor: null };
  return act(
    nobody,
    'freshness.confirm_by_link',
    (tx) => facilityOf(tx, nobody, vault, token),
    async (tx, { row }) => {
      const at = await stampConfirmation(tx, nobody, row.id, 'no_change');
      return {
        result: { confirmed_at: at.toISOString() },
        after: { confirmed_at: at },
        changed: vacancyTopics(row.id),
      };
    },
  );
}

const kindOf = {
  amber: 'figures_ageing',
  grey: 'figures_stale',
  bureau: 'figures_overdue',
} as const satisfies Record<Stage, string>;

/**
 * Tells of figures that have become old: the institution after 24 and 72 hours, the bureau after 7 days, each once for
 * one age. A stage passed over while nothing ran is not caught up on: the later one says it.
 */
export async function remindStale(ctx: Context): Promise<{ reminded: number }> {
  const now = ctx.clock();
  if (!byDay(now)) return { reminded: 0 };
  const old = await view(ctx, 'freshness.remind', (tx) =>
    tx.execute<{ id: string; since: Date; told: Stage[] }>(sql`
      select f.id, s.since,
             array(select stage from freshness_reminders r
                    where r.district = f.district and r.facility_id = f.id and r.since_at = s.since) as told
        from facilities f join vacancies v on v.district = f.district and v.facility_id = f.id
       cross join lateral (select coalesce(v.confirmed_at, f.created_at) as since) s
       where f.district = ${ctx.district} and (f.closed_on is null or f.closed_on > ${dayOf(now)})
         and s.since < ${now.toISOString()}::timestamptz - make_interval(hours => ${FRESH_HOURS.amber})`),
  );
  let reminded = 0;
  for (const { id, since, told: already } of old) {
    const stage = stageOf(new Date(since), now);
    if (!stage || already.includes(stage)) continue;
    reminded += await remind(ctx, id);
  }
  return { reminded };
}

function remind(ctx: Context, id: string): Promise<number> {
  const now = ctx.clock();
  return act(
    ctx,
    'freshness.remind',
    (tx) => findFacility(tx, ctx.district, id),
    async (tx, { row }) => {
      // Held, so that of two processes one tells, and a confirmation comes before or after.
      const [vacancy] = await tx
        .select({ confirmedAt: vacancies.confirmedAt })
        .from(vacancies)
        .where(and(eq(vacancies.district, ctx.district), eq(vacancies.facilityId, id)))
        .for('update');
      const sinceAt = vacancy?.confirmedAt ?? row.createdAt;
      const stage = stageOf(sinceAt, now);
      if (!stage) return { result: 0 };
      const key = { district: ctx.district, facilityId: id, stage, sinceAt };
      const [already] = await tx
        .select({ at: freshnessReminders.toldAt })
        .from(freshnessReminders)
        .where(
          and(
            eq(freshnessReminders.district, key.district),
            eq(freshnessReminders.facilityId, id),
            eq(freshnessReminders.stage, stage),
            eq(freshnessReminders.sinceAt, sinceAt),
          ),
        );
      if (already) return { result: 0 };
      const to = stage === 'bureau' ? ({ role: 'officer' } as const) : ({ role: 'institution', facility: id } as const);
      const { told, later } = await notifyOfFacility(tx, ctx, { to, facilityId: id, kind: kindOf[stage], values: {} });
      await tx.insert(freshnessReminders).values({ ...key, toldAt: now, told });
      return { result: 1, after: { stage, since: sinceAt, told }, later };
    },
  );
}
