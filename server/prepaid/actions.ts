import { and, eq, isNull, sql } from 'drizzle-orm';
import { providers } from '../../db/schema/contracts.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { prepaidEntries, prepaidFilings, prepaidRules } from '../../db/schema/prepaid.ts';
import { type FacilityRow, findFacility } from '../facilities/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import type { Fen } from '../kernel/money.ts';
import { type Day, dayOf, fromRange } from '../kernel/period.ts';
import { notifyOfFacility } from '../notifications/actions.ts';
import { act, type Context, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import type { Topic } from '../platform/events.ts';
import { newId } from '../platform/ids.ts';
import { closingOf, type EntryRow, filingInForce, homeOf, limitsOn } from './queries.ts';
import {
  inCustody,
  type Kind,
  type Limits,
  mayAnswer,
  mayDraw,
  mayFile,
  mayReceive,
  mayReverse,
  monthPrice,
  type Receipt,
} from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
/** Is a name that of a registered operator? */
export async function isOperator(tx: ReadTx, district: string, name: string): Promise<boolean> {
  const rows = await tx
    .select({ id: providers.id })
    .from(providers)
    .where(and(eq(providers.district, district), eq(providers.name, name)))
    .limit(1);
  return rows.length > 0;
}

/** A person in one house: is there a stay or a kept bed on some day of the period, and what does a month cost by the filed prices? */
export async function personAt(
  tx: ReadTx,
  facility: FacilityRow,
  applicantId: string,
  period: { from: Day; to: Day },
): Promise<{ here: boolean; bedFen: Fen | null; monthFen: Fen | null; entries: EntryRow[] }> {
  const { district } = facility;
  const to = period.to < period.from ? period.from : period.to;
  const [beds, entries] = await Promise.all([
    tx.execute<{ fee_fen: number | null }>(sql`
      select b.fee_fen from claims c join beds b on b.district = c.district and b.id = c.bed_id
       where c.district = ${district} and c.applicant_id = ${applicantId} and c.facility_id = ${facility.id}
         and c.kind in ('stay', 'hold') and c.released_at is null
         and c.during && daterange(${period.from}::date, ${to}::date, '[]')
       order by upper_inf(c.during) desc, upper(c.during) desc limit 1`),
    entriesOf(tx, district, facility.id, applicantId),
  ]);
  const bedFen = beds[0]?.fee_fen ?? null;
  const monthFen = monthPrice({
    bedFen,
    careMinFen: facility.careFeeMinFen,
    careMaxFen: facility.careFeeMaxFen,
    mealFen: facility.mealFeeFen,
    mealMaxFen: facility.mealFeeMaxFen,
  });
  return { here: beds.length > 0, bedFen, monthFen, entries };
}

export function entriesOf(tx: ReadTx, district: string, facility: string, applicant: string): Promise<EntryRow[]> {
  return tx
    .select()
    .from(prepaidEntries)
    .where(
      and(
        eq(prepaidEntries.district, district),
        eq(prepaidEntries.facilityId, facility),
        eq(prepaidEntries.applicantId, applicant),
      ),
    )
    .orderBy(prepaidEntries.enteredOn, prepaidEntries.id);
}

/** The day on which a voucher of money in or given back was entered in this house; null when it is new. */
export async function voucherOn(tx: ReadTx, district: string, facility: string, voucher: string): Promise<Day | null> {
  const [row] = await tx.execute<{ on: Day }>(sql`
    select e.entered_on::text as on from prepaid_entries e
     where e.district = ${district} and e.facility_id = ${facility} and e.voucher_no = ${voucher}
       and e.cause in ('received', 'refunded')
       and not exists (select 1 from prepaid_entries r where r.district = e.district and r.reverses = e.id)
     limit 1`);
  return row?.on ?? null;
}

const prepaidTopics = (facility: string): Topic[] => [`facility:${facility}`, 'profiles'];

/** Whoever writes about a facility's money waits for whoever does already: limits are judged on what is committed. */
export async function lockFacility(tx: Tx, district: string, id: string): Promise<Subject<FacilityRow>> {
  await tx.execute(sql`select 1 from ${facilities} where district = ${district} and id = ${id} for no key update`);
  return { ...(await findFacility(tx, district, id)), version: undefined };
}

async function placeOf(tx: Tx, ctx: Context, facility: FacilityRow) {
  const closing = await closingOf(tx, ctx.district, facility.id);
  return { home: homeOf(facility, closing), closing };
}

type NewRules = Limits & { from: Day; docNo: string; example: boolean };
/**
 * Limits from a day on; those in force until then end the day before. The first may begin in the past.
 * @throws Refusal invalid rule_past; conflict rule_overlap
 */
export function setPrepaidRules(ctx: Context, rules: NewRules): Promise<{ rules_id: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'prepaid.set_rules',
    async () => ({ district, type: 'prepaid_rules', id: null, row: null }),
    async (tx) => {
      const [open] = await tx
        .select()
        .from(prepaidRules)
        .where(and(eq(prepaidRules.district, district), sql`upper_inf(${prepaidRules.effective})`))
        .for('update', { of: prepaidRules });
      const began = open && fromRange(open.effective).start;
      if (open && rules.from <= today(ctx))
        throw new Refusal('invalid', [{ code: 'rule_past', values: { date: rules.from }, pointer: '/from' }]);
      if (began !== undefined && rules.from <= began)
        throw new Refusal('conflict', [{ code: 'rule_overlap', pointer: '/from' }]);
      if (open)
        await tx
          .update(prepaidRules)
          .set({ effective: `[${began},${rules.from})` })
          .where(and(eq(prepaidRules.district, district), eq(prepaidRules.id, open.id)));
      const id = newId();
      await tx.insert(prepaidRules).values({
        district,
        id,
        serviceMonths: rules.service_months,
        depositTimes: rules.deposit_times,
        membershipCapFen: rules.membership_cap_fen,
        reserveBasisPoints: rules.reserve_basis_points,
        noticeDays: rules.notice_days,
        effective: `[${rules.from},)`,
        docNo: rules.docNo,
        example: rules.example,
        setBy: ctx.actor?.account ?? null,
        setAt: ctx.clock(),
      });
      return { result: { rules_id: id }, id, after: rules };
    },
  );
}

export type NewFiling = {
  kinds: Kind[];
  net_fixed_assets_fen: Fen;
  pledged_fen: Fen;
  account_name: string;
  custody_bank: string | null;
  custody_account_no: string | null;
  risk_reserve_fen: Fen;
};

/** The institution files before it takes anything ahead; the bureau answers. */
export function filePrepaid(ctx: Context, facilityId: string, asked: NewFiling): Promise<{ filing_id: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'prepaid.file',
    (tx) => lockFacility(tx, district, facilityId),
    async (tx, { row: facility }) => {
      const { home } = await placeOf(tx, ctx, facility);
      const [open] = await tx
        .select({ on: prepaidFilings.filedOn })
        .from(prepaidFilings)
        .where(
          and(
            eq(prepaidFilings.district, district),
            eq(prepaidFilings.facilityId, facilityId),
            isNull(prepaidFilings.answer),
          ),
        );
      const accountName = asked.account_name.trim();
      const kept = asked.kinds.some(inCustody);
      const filing = {
        kinds: asked.kinds,
        netFixedAssetsFen: asked.net_fixed_assets_fen,
        pledgedFen: asked.pledged_fen,
        accountName,
        custodyBank: kept ? asked.custody_bank : null,
        custodyAccountNo: kept ? asked.custody_account_no : null,
        riskReserveFen: kept ? asked.risk_reserve_fen : 0,
      };
      const sameParty = accountName === facility.name || (await isOperator(tx, district, accountName));
      required(mayFile(filing, home, { openSince: open?.on ?? null, sameParty }));
      const id = newId();
      const by = { filedOn: today(ctx), filedBy: ctx.actor?.account ?? null, filedAt: ctx.clock() };
      await tx.insert(prepaidFilings).values({ district, id, facilityId, ...filing, ...by });
      const { later } = await notifyOfFacility(tx, ctx, {
        to: { role: 'officer' },
        facilityId,
        kind: 'prepaid_filed',
        values: {},
      });
      return { result: { filing_id: id }, after: { filing: id, ...filing }, changed: prepaidTopics(facilityId), later };
    },
  );
}

/** The bureau accepts the filing, or sends it back with a reason the institution reads. */
export function answerFiling(
  ctx: Context,
  id: string,
  answer: 'accepted' | 'refused',
  reason: string | null,
): Promise<{ answer: 'accepted' | 'refused' }> {
  const { district } = ctx;
  const one = and(eq(prepaidFilings.district, district), eq(prepaidFilings.id, id));
  return act(
    ctx,
    'prepaid.answer',
    async (tx) => {
      const [seen] = await tx.select().from(prepaidFilings).where(one);
      if (!seen) throw new Refusal('not_found', 'not_found');
      await lockFacility(tx, district, seen.facilityId);
      const [row] = await tx.select().from(prepaidFilings).where(one);
      if (!row) throw new Refusal('not_found', 'not_found');
      return { district, type: 'prepaid_filing', id, facility: row.facilityId, row };
    },
    async (tx, { row }) => {
      required(mayAnswer(row.answer, answer, reason));
      await tx
        .update(prepaidFilings)
        .set({
          answer,
          answerReason: reason?.trim() || null,
          answeredBy: ctx.actor?.account ?? null,
          answeredAt: ctx.clock(),
        })
        .where(one);
      const { later } = await notifyOfFacility(tx, ctx, {
        to: { role: 'institution', facility: row.facilityId },
        facilityId: row.facilityId,
        kind: 'prepaid_answered',
        values: {},
      });
      return {
        result: { answer },
        before: { answer: row.answer },
        after: { answer },
        reason: reason ?? undefined,
        changed: prepaidTopics(row.facilityId),
        later,
      };
    },
  );
}

type NewEntry = Pick<Receipt, 'kind' | 'amountFen' | 'enteredOn' | 'voucherNo'> & {
  applicantId: string;
  note: string | null;
};

/** Writes one line of the ledger, under the facility's lock. */
async function enter(
  tx: Tx,
  ctx: Context,
  row: Omit<typeof prepaidEntries.$inferInsert, 'district' | 'id' | 'madeAt'>,
) {
  const id = newId();
  const made = { madeBy: ctx.actor?.account ?? null, madeAt: ctx.clock() };
  await tx.insert(prepaidEntries).values({ ...row, ...made, district: ctx.district, id });
  const { applicantId, facilityId, kind, cause, amountFen, voucherNo } = row;
  return {
    result: { entry_id: id },
    after: { entry: id, applicant: applicantId, kind, cause, amount_fen: amountFen, voucher: voucherNo },
    changed: prepaidTopics(facilityId),
  };
}

/** Money a family pays ahead. Limits are judged under the facility's lock: of two at once, the second sees the first. */
export function receivePrepaid(
  ctx: Context,
  facilityId: string,
  asked: NewEntry & Pick<Receipt, 'months' | 'account'>,
): Promise<{ entry_id: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'prepaid.receive',
    (tx) => lockFacility(tx, district, facilityId),
    async (tx, { row: facility }) => {
      const on = today(ctx);
      const [{ home }, filing, limits, person, used, held] = await Promise.all([
        placeOf(tx, ctx, facility),
        filingInForce(tx, district, facilityId),
        limitsOn(tx, district, on),
        personAt(tx, facility, asked.applicantId, { from: asked.enteredOn, to: on }),
        voucherOn(tx, district, facilityId, asked.voucherNo),
        heldIn(tx, district, facilityId),
      ]);
      required(
        mayReceive(asked, {
          today: on,
          home,
          filing,
          limits,
          held: held.all,
          heldInCustody: held.custody,
          person,
          voucherOn: used,
        }),
      );
      const { account, ...rest } = asked;
      // mayReceive has refused a personal account.
      const kept = account === 'custody' ? ('custody' as const) : ('own' as const);
      return enter(tx, ctx, { ...rest, facilityId, cause: 'received', account: kept });
    },
  );
}

async function heldIn(tx: ReadTx, district: string, facility: string): Promise<{ all: Fen; custody: Fen }> {
  const [row] = await tx.execute<{ all: Fen; custody: Fen }>(sql`
    select coalesce(sum(amount_fen), 0)::bigint as all,
           coalesce(sum(amount_fen) filter (where kind <> 'service_fee'), 0)::bigint as custody
      from prepaid_entries where district = ${district} and facility_id = ${facility}`);
  return row ?? { all: 0, custody: 0 };
}

const draw = (cause: 'used' | 'refunded') => (ctx: Context, facilityId: string, asked: NewEntry) => {
  const { district } = ctx;
  return act(
    ctx,
    cause === 'used' ? 'prepaid.use' : 'prepaid.refund',
    (tx) => lockFacility(tx, district, facilityId),
    async (tx) => {
      const entries = await entriesOf(tx, district, facilityId, asked.applicantId);
      const used = await voucherOn(tx, district, facilityId, asked.voucherNo);
      required(mayDraw({ ...asked, cause }, { today: today(ctx), entries, voucherOn: used }));
      const account = inCustody(asked.kind) ? ('custody' as const) : ('own' as const);
      return enter(tx, ctx, { ...asked, amountFen: -asked.amountFen, facilityId, cause, account });
    },
  );
};
/** What was paid ahead is used up: a month's bill, or something drawn from a deposit for a reason. `amountFen` is positive. */
export const usePrepaid = draw('used');
/** What is not used is given back. `amountFen` is positive. */
export const refundPrepaid = draw('refunded');

/** Takes an entry back by one that names it; neither counts any more. */
export function reversePrepaid(ctx: Context, id: string, reason: string): Promise<{ entry_id: string }> {
  const { district } = ctx;
  const one = and(eq(prepaidEntries.district, district), eq(prepaidEntries.id, id));
  return act(
    ctx,
    'prepaid.reverse',
    async (tx) => {
      const [row] = await tx.select().from(prepaidEntries).where(one);
      if (!row) throw new Refusal('not_found', 'not_found');
      await lockFacility(tx, district, row.facilityId);
      return { district, type: 'prepaid_entry', id, facility: row.facilityId, row };
    },
    async (tx, { row }) => {
      required(mayReverse(row, await entriesOf(tx, district, row.facilityId, row.applicantId)));
      const { facilityId, applicantId, kind, account, voucherNo } = row;
      const back = { facilityId, applicantId, kind, account, voucherNo, cause: 'reversal' as const, reverses: id };
      const done = await enter(tx, ctx, { ...back, amountFen: -row.amountFen, enteredOn: today(ctx), note: reason });
      return { ...done, reason };
    },
  );
}
