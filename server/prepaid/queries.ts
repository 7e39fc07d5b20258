import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { facilities } from '../../db/schema/facilities.ts';
import { facilityClosings, prepaidEntries, prepaidFilings, prepaidRules } from '../../db/schema/prepaid.ts';
import { accounts } from '../../db/schema/registry.ts';
import { type FacilityRow, findFacility } from '../facilities/actions.ts';
import type { Fen } from '../kernel/money.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import { stayOfFamily } from '../stays/queries.ts';
import {
  balance,
  ceiling,
  flagsOf,
  type Holding,
  type Home,
  type Kind,
  type Limits,
  monthsAhead,
  standing,
  tenths,
  totals,
} from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
/** A facility's filings, newest first, with who filed and answered. */
async function filingsOf(tx: ReadTx, district: string, facility?: string) {
  const nameOf = (column: typeof prepaidFilings.filedBy | typeof prepaidFilings.answeredBy) =>
    sql<string | null>`(select display_name from ${accounts} where ${accounts.id} = ${column})`;
  return tx
    .select({
      filing: prepaidFilings,
      facility: facilities.name,
      filed: nameOf(prepaidFilings.filedBy),
      answered: nameOf(prepaidFilings.answeredBy),
    })
    .from(prepaidFilings)
    .innerJoin(
      facilities,
      and(eq(facilities.district, prepaidFilings.district), eq(facilities.id, prepaidFilings.facilityId)),
    )
    .where(
      and(
        eq(prepaidFilings.district, district),
        facility ? eq(prepaidFilings.facilityId, facility) : isNull(prepaidFilings.answer),
      ),
    )
    .orderBy(facility ? desc(prepaidFilings.id) : asc(prepaidFilings.id));
}

type FilingRow = typeof prepaidFilings.$inferSelect;
export type EntryRow = typeof prepaidEntries.$inferSelect;
export type ClosingRow = typeof facilityClosings.$inferSelect;
type RulesInForce = Limits & { doc_no: string; example: boolean };

/** The limits in force on a day; null when nobody has set any. */
export async function limitsOn(tx: ReadTx, district: string, on: Day): Promise<RulesInForce | null> {
  const [row] = await tx
    .select()
    .from(prepaidRules)
    .where(and(eq(prepaidRules.district, district), sql`${prepaidRules.effective} @> ${on}::date`));
  return row
    ? {
        service_months: row.serviceMonths,
        deposit_times: row.depositTimes,
        membership_cap_fen: row.membershipCapFen,
        reserve_basis_points: row.reserveBasisPoints,
        notice_days: row.noticeDays,
        doc_no: row.docNo,
        example: row.example,
      }
    : null;
}

/** The filing that holds: the last one accepted. */
export async function filingInForce(tx: ReadTx, district: string, facility: string): Promise<FilingRow | null> {
  const [row] = await tx
    .select()
    .from(prepaidFilings)
    .where(
      and(
        eq(prepaidFilings.district, district),
        eq(prepaidFilings.facilityId, facility),
        eq(prepaidFilings.answer, 'accepted'),
      ),
    )
    .orderBy(desc(prepaidFilings.id))
    .limit(1);
  return row ?? null;
}

/** The closing that is announced or done; null when none is. */
export async function closingOf(tx: ReadTx, district: string, facility: string): Promise<ClosingRow | null> {
  const [row] = await tx
    .select()
    .from(facilityClosings)
    .where(
      and(
        eq(facilityClosings.district, district),
        eq(facilityClosings.facilityId, facility),
        isNull(facilityClosings.cancelledAt),
      ),
    );
  return row ?? null;
}

export const homeOf = (f: FacilityRow, closing: Pick<ClosingRow, 'closesOn'> | null): Home => ({
  name: f.name,
  nature: f.nature,
  closedOn: f.closedOn,
  closesOn: closing?.closesOn ?? null,
});

type HoldingRow = Holding & { facilityId: string };

/** Every balance that is not nil, with whether its person is in the house on a day and what the bed costs there. */
export async function holdingsOn(tx: ReadTx, district: string, on: Day, facility?: string): Promise<HoldingRow[]> {
  const here = facility ? sql`and facility_id = ${facility}` : sql``;
  const rows = await tx.execute<{
    facility_id: string;
    applicant_id: string;
    kind: Kind;
    fen: number;
    here: boolean;
    bed_fen: number | null;
    left_on: Day | null;
  }>(sql`
    with held as (
      select facility_id, applicant_id, kind, sum(amount_fen)::bigint as fen from prepaid_entries
       where district = ${district} ${here} group by 1, 2, 3 having sum(amount_fen) <> 0)
    select h.*, c.bed_id is not null as here, c.fee_fen as bed_fen,
           case when c.bed_id is null then (select max(p.discharged_on)::text from placements p
             where p.district = ${district} and p.applicant_id = h.applicant_id and p.facility_id = h.facility_id) end as left_on
      from held h left join lateral (
        select c.bed_id, b.fee_fen from claims c join beds b on b.district = c.district and b.id = c.bed_id
         where c.district = ${district} and c.applicant_id = h.applicant_id and c.facility_id = h.facility_id
           and c.kind in ('stay', 'hold') and c.released_at is null and c.during @> ${on}::date
         order by c.kind desc, c.id limit 1) c on true`);
  return [...rows].map((r) => ({
    facilityId: r.facility_id,
    applicantId: r.applicant_id,
    kind: r.kind,
    fen: r.fen,
    here: r.here,
    leftOn: r.left_on,
    bedFen: r.bed_fen,
  }));
}

type FilingLine = Awaited<ReturnType<typeof filingsOf>>[number];
const showFiling = ({ filing: f, facility, filed, answered }: FilingLine) => ({
  id: f.id,
  facility_id: f.facilityId,
  facility,
  kinds: f.kinds,
  net_fixed_assets_fen: f.netFixedAssetsFen,
  pledged_fen: f.pledgedFen,
  limit_fen: ceiling(f),
  account_name: f.accountName,
  custody_bank: f.custodyBank,
  custody_account_no: f.custodyAccountNo,
  risk_reserve_fen: f.riskReserveFen,
  filed_on: f.filedOn,
  filed_by: filed,
  filed_at: f.filedAt.toISOString(),
  answer: f.answer,
  answer_reason: f.answerReason,
  answered_by: answered,
  answered_at: f.answeredAt?.toISOString() ?? null,
});

const showClosing = (c: ClosingRow) => ({
  id: c.id,
  announced_on: c.announcedOn,
  closes_on: c.closesOn,
  plan: c.plan,
  done: c.doneAt !== null,
});

export const showEntry = (e: EntryRow, by: string | null) => ({
  id: e.id,
  kind: e.kind,
  cause: e.cause,
  amount_fen: e.amountFen,
  entered_on: e.enteredOn,
  months: e.months,
  account: e.account,
  voucher_no: e.voucherNo,
  note: e.note,
  reverses: e.reverses,
  made_by: by,
  made_at: e.madeAt.toISOString(),
});

/** Everything a house holds ahead: what it filed, its limits, each person's balances, what stands against it, its closing. */
export function readPrepaid(ctx: Context, facilityId: string) {
  return look(ctx, 'prepaid.read', async (tx) => {
    const { district } = ctx;
    const on = today(ctx);
    const subject = await findFacility(tx, district, facilityId);
    const [filings, inForce, closing, limits, holdings, people] = await Promise.all([
      filingsOf(tx, district, facilityId),
      filingInForce(tx, district, facilityId),
      closingOf(tx, district, facilityId),
      limitsOn(tx, district, on),
      holdingsOn(tx, district, on, facilityId),
      peopleOf(tx, district, on, facilityId),
    ]);
    const home = homeOf(subject.row, closing);
    return {
      ...subject,
      row: {
        facility: {
          id: facilityId,
          name: subject.row.name,
          nature: subject.row.nature,
          closed_on: subject.row.closedOn,
        },
        rules: limits,
        filing: filings.map(showFiling).find((f) => f.id === inForce?.id) ?? null,
        filings: filings.map(showFiling),
        held: totals(holdings),
        flags: flagsOf(holdings, { today: on, home, filing: inForce, limits }),
        closing: closing && showClosing(closing),
        people,
      },
    };
  });
}

/** Who is in the house, is about to come, or has money there; with balances of each kind. */
async function peopleOf(tx: ReadTx, district: string, on: Day, facility: string) {
  const [rows, entries] = await Promise.all([
    tx.execute<{
      applicant_id: string;
      name: string;
      born_on: Day;
      where: 'here' | 'coming' | 'left';
      room_no: string | null;
      bed_no: string | null;
      left_on: Day | null;
    }>(sql`
      with who as (
        select applicant_id from prepaid_entries where district = ${district} and facility_id = ${facility}
        union select applicant_id from claims where district = ${district} and facility_id = ${facility}
          and kind in ('stay', 'hold') and released_at is null and during @> ${on}::date)
      select a.id as applicant_id, a.name, a.born_on::text, c.room_no, c.bed_no,
             case c.kind when 'stay' then 'here' when 'hold' then 'coming' else 'left' end as where,
             case when c.kind is null then (select max(p.discharged_on)::text from placements p where p.district = ${district}
               and p.applicant_id = a.id and p.facility_id = ${facility}) end as left_on
        from who join applicants a on a.district = ${district} and a.id = who.applicant_id
        left join lateral (
          select c.kind, r.room_no, b.bed_no from claims c
            join beds b on b.district = c.district and b.id = c.bed_id join rooms r on r.district = b.district and r.id = b.room_id
           where c.district = ${district} and c.applicant_id = a.id and c.facility_id = ${facility}
             and c.kind in ('stay', 'hold') and c.released_at is null and c.during @> ${on}::date
           order by c.kind desc, c.id limit 1) c on true
       order by a.name, a.id`),
    tx
      .select()
      .from(prepaidEntries)
      .where(and(eq(prepaidEntries.district, district), eq(prepaidEntries.facilityId, facility)))
      .orderBy(prepaidEntries.enteredOn, prepaidEntries.id),
  ]);
  const by = Map.groupBy(entries, (e) => e.applicantId);
  return [...rows].map((r) => {
    const mine = by.get(r.applicant_id) ?? [];
    const of = (kind: Kind) => balance(mine.filter((e) => e.kind === kind));
    return {
      ...r,
      service_fee_fen: of('service_fee'),
      deposit_fen: of('deposit'),
      membership_fen: of('membership'),
      months_ahead: tenths(monthsAhead(mine)),
      entries: mine.length,
      last_on: mine.at(-1)?.enteredOn ?? null,
    };
  });
}

/** One person's entries in a house, each with what the balance of its kind was after it; taken-back pairs are marked. */
async function withBalances(tx: ReadTx, district: string, facilityId: string, applicantId: string) {
  const rows = await tx
    .select({
      entry: prepaidEntries,
      by: sql<string | null>`(select display_name from ${accounts} where ${accounts.id} = ${prepaidEntries.madeBy})`,
    })
    .from(prepaidEntries)
    .where(
      and(
        eq(prepaidEntries.district, district),
        eq(prepaidEntries.facilityId, facilityId),
        eq(prepaidEntries.applicantId, applicantId),
      ),
    )
    .orderBy(prepaidEntries.enteredOn, prepaidEntries.id);
  const real = new Set(standing(rows.map((r) => r.entry)).map((e) => e.id));
  const held: Partial<Record<Kind, Fen>> = {};
  return rows.map(({ entry, by }) => {
    held[entry.kind] = (held[entry.kind] ?? 0) + entry.amountFen;
    return { ...showEntry(entry, by), after_fen: held[entry.kind] ?? 0, stands: real.has(entry.id) };
  });
}

export function readStatement(ctx: Context, facilityId: string, applicantId: string) {
  return look(ctx, 'prepaid.read', async (tx) => {
    const subject = await findFacility(tx, ctx.district, facilityId);
    const row = await withBalances(tx, ctx.district, facilityId, applicantId);
    return { ...subject, type: 'applicant', id: applicantId, row };
  });
}

/** For the family: what the home of a stay holds ahead for the person, and every entry. Who typed it in is the home's. */
export function readOwnPrepaid(ctx: Context, stay: string) {
  return look(ctx, 'prepaid.own', async (tx) => {
    const { found, subject } = await stayOfFamily(tx, ctx.district, stay);
    const { facilityId, applicantId } = found.stay;
    const entries = await withBalances(tx, ctx.district, facilityId, applicantId);
    const of = (kind: Kind) => entries.findLast((e) => e.kind === kind)?.after_fen ?? 0;
    return {
      ...subject,
      row: {
        service_fee_fen: of('service_fee'),
        deposit_fen: of('deposit'),
        membership_fen: of('membership'),
        entries: entries.map((e) => ({ ...e, made_by: null })),
      },
    };
  });
}

/** What each house of the district holds against its limits, filings that wait, and closings. Amounts and counts only. */
export function readOverview(ctx: Context) {
  return view(ctx, 'prepaid.overview', async (tx) => {
    const { district } = ctx;
    const on = today(ctx);
    const [limits, holdings, waiting, accepted, closings, places] = await Promise.all([
      limitsOn(tx, district, on),
      holdingsOn(tx, district, on),
      filingsOf(tx, district),
      tx
        .select()
        .from(prepaidFilings)
        .where(and(eq(prepaidFilings.district, district), eq(prepaidFilings.answer, 'accepted')))
        .orderBy(prepaidFilings.id),
      tx
        .select()
        .from(facilityClosings)
        .where(and(eq(facilityClosings.district, district), isNull(facilityClosings.cancelledAt))),
      tx.select().from(facilities).where(eq(facilities.district, district)),
    ]);
    const held = Map.groupBy(holdings, (h) => h.facilityId);
    // The later of a facility's filings takes the place of the earlier.
    const filing = new Map(accepted.map((f) => [f.facilityId, f]));
    const closing = new Map(closings.map((c) => [c.facilityId, c]));
    const open = new Set(waiting.map((w) => w.filing.facilityId));
    const homes = places
      .filter((f) => held.has(f.id) || filing.has(f.id) || closing.has(f.id) || open.has(f.id))
      .map((f) => {
        const mine = held.get(f.id) ?? [];
        const [has, ends] = [filing.get(f.id) ?? null, closing.get(f.id) ?? null];
        return {
          facility_id: f.id,
          facility: f.name,
          nature: f.nature,
          kinds: has?.kinds ?? null,
          filed_on: has?.filedOn ?? null,
          limit_fen: has && ceiling(has),
          risk_reserve_fen: has?.riskReserveFen ?? null,
          held: totals(mine),
          people: new Set(mine.map((h) => h.applicantId)).size,
          flags: flagsOf(mine, { today: on, home: homeOf(f, ends), filing: has, limits }),
          closing: ends && showClosing(ends),
        };
      })
      .sort((a, b) => b.flags.length - a.flags.length || (a.facility < b.facility ? -1 : 1));
    return { rules: limits, homes, waiting: waiting.map(showFiling) };
  });
}
