// Decides what a contract may say, when it is in force, what its lots come to and still cover, and who may be bought from
// (政府购买服务管理办法, 财政部令102号 §6–8, 14, 23–24).
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { sum } from '../kernel/money.ts';
import { contains, type Day, daysBetween, fromRange, overlaps, type Period, whenIs } from '../kernel/period.ts';

export type Lot = {
  id: string;
  serviceClass: string;
  bought: number;
  committed: number;
  inUse: number;
  during: string;
};
/** Places a lot still has: bought − committed by offers − in use by stays. */
export const lotLeft = (lot: Pick<Lot, 'bought' | 'committed' | 'inUse'>) => lot.bought - lot.committed - lot.inUse;

/** The lot that covers this service on this day with most left, or why there is none. */
export function coveringLot(lots: readonly Lot[], serviceClass: string, on: Day): Verdict<{ lot: Lot }> {
  const inForce = lots
    .filter((l) => l.serviceClass === serviceClass && contains(fromRange(l.during), on))
    .sort((a, b) => lotLeft(b) - lotLeft(a) || (a.id < b.id ? -1 : 1));
  const best = inForce[0];
  if (!best) return { ok: false, reasons: [{ code: 'no_lot' }] };
  return verdict([lotLeft(best) <= 0 && { code: 'lot_exhausted', values: { bought: best.bought } }], { lot: best });
}

/** The lot of an offer, or once that is over by the day of admission the one that covers that day. */
export function lotToStayOn(
  lots: readonly Lot[],
  offered: string,
  serviceClass: string,
  on: Day,
): Verdict<{ lot: Lot }> {
  const own = lots.find((l) => l.id === offered);
  return own && contains(fromRange(own.during), on) ? { ok: true, lot: own } : coveringLot(lots, serviceClass, on);
}

/** A stay went on under another lot from that day on. */
export type LotChange = { fromLotId: string; toLotId: string; changedOn: Day };

/** The lot of a stay on a day, from its present one and its changes (in any order). */
export function lotOn(present: string | null, changes: readonly LotChange[], day: Day): string | null {
  const next = changes
    .filter((c) => c.changedOn > day)
    .reduce<LotChange | null>((first, c) => (first === null || c.changedOn < first.changedOn ? c : first), null);
  return next ? next.fromLotId : present;
}

/** The eight elements of art. 23. */
export const elements = ['content', 'term', 'quantity', 'quality', 'price', 'settlement', 'rights', 'breach'] as const;
/** What must hold for more than a year (art. 24). */
export const conditions = ['stable_content', 'continuous', 'stable_funds', 'stable_price'] as const;
export const units = ['bed_month', 'place_month', 'hour'] as const;
export type LotTerms = {
  id: string;
  facility_id: string;
  service_class: 'residential' | 'nursing' | 'day' | 'home';
  catalogue_code: string;
  unit: (typeof units)[number];
  /** places at one time */
  bought: number;
  /** units over the whole term */
  quantity: number;
  unit_price_fen: number;
  start: Day;
  end: Day;
};
/** What a version of a contract says. Periods are half-open: `end` is the first day it no longer holds. */
export type Terms = {
  title: string;
  start: Day;
  end: Day;
  elements: Record<(typeof elements)[number], string>;
  long_term: Record<(typeof conditions)[number], boolean> | null;
  budgets: { line_id: string; amount_fen: number }[];
  lots: LotTerms[];
  /** per cent of the price that follows the grade; null or absent: none */
  holdback_percent?: number | null | undefined;
};
/** What may be kept back of the price until the grade is known. */
export const HOLDBACK = { least: 10, most: 20 } as const;

export const states = ['draft', 'discarded', 'signed', 'announced', 'active', 'ended', 'terminated'] as const;
export type State = (typeof states)[number];
export type Dates = { signedOn: Day | null; announcedOn: Day | null; endedOn: Day | null; during: string };

/**
 * Where a contract stands on a day; nothing of it is stored. `announced` has not begun, `ended` has run its term,
 * `terminated` was ended before; one that is to be terminated on a later day is active until then.
 */
export function stateOf(c: Dates, on: Day): State {
  if (c.signedOn === null) return c.endedOn === null ? 'draft' : 'discarded';
  if (c.endedOn !== null && c.endedOn <= on) return 'terminated';
  if (c.announcedOn === null) return 'signed';
  const when = whenIs(fromRange(c.during), on);
  return when === 'future' ? 'announced' : when === 'in_force' ? 'active' : 'ended';
}

/** A unit price and the first day it holds. */
export type PriceFrom = { from: Day; unitPriceFen: number };

/**
 * The most that may be accepted for a lot: its units at the price of their days. Where the price changes in between, the
 * units are spread over the days of the lot, cut at each change and rounded half up, so that they always add up.
 */
export function lotAmount(lot: Period & { end: Day; quantity: number }, prices: readonly PriceFrom[]): number {
  const days = daysBetween(lot.start, lot.end);
  const sorted = prices.filter((p) => p.from < lot.end).sort((a, b) => (a.from < b.from ? -1 : 1));
  const until = (day: Day) => {
    const passed = Math.min(days, Math.max(0, daysBetween(lot.start, day)));
    return days <= 0 ? 0 : Math.floor((2 * lot.quantity * passed + days) / (2 * days));
  };
  return sum(
    sorted.map((p, i) => {
      const next = sorted[i + 1]?.from ?? lot.end;
      const first = i === 0 ? 0 : until(p.from);
      return (until(next) - first) * p.unitPriceFen;
    }),
  );
}

/** What the lots of terms come to that have one price each. */
export const termsAmount = (terms: Pick<Terms, 'lots'>): number =>
  sum(terms.lots.map((l) => lotAmount(l, [{ from: l.start, unitPriceFen: l.unit_price_fen }])));

export const providerKinds = [
  'enterprise',
  'social_organisation',
  'public_institution_2',
  'village_collective',
  'other_eligible',
  'public_institution_1',
  'state_paid_group',
  'government',
] as const;
export type ProviderKind = (typeof providerKinds)[number];
const never: readonly ProviderKind[] = ['public_institution_1', 'state_paid_group', 'government'];
/** 公益一类事业单位, state-paid 群团 and organs of state may not be bought from (§7–8). */
export const eligible = (kind: ProviderKind): boolean => !never.includes(kind);

export type Provider = {
  name: string;
  kind: ProviderKind;
  credit_code: string | null;
  account_name: string | null;
  account_no: string | null;
  bank_name: string | null;
  bank_code: string | null;
};

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** 统一社会信用代码 with its check character (GB 32100-2015). */
export function isCreditCode(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code)) return false;
  const total = WEIGHTS.reduce((s, w, i) => s + w * ALPHABET.indexOf(code.charAt(i)), 0);
  return ALPHABET.charAt((31 - (total % 31)) % 31) === code.charAt(17);
}

/** What is wrong with what is on record of a provider. Money goes to an account in its own name and to no person. */
export function checkProvider(p: Provider): Verdict {
  const at = (field: keyof Provider): string => `/${field}`;
  const account = [p.account_name, p.account_no, p.bank_name];
  return verdict(
    [
      p.name.trim().length < 4 && { code: 'provider_name', pointer: at('name') },
      p.credit_code !== null &&
        !isCreditCode(p.credit_code) && { code: 'provider_credit_code', pointer: at('credit_code') },
      account.some((v) => v !== null) &&
        account.some((v) => v === null) && { code: 'provider_account_parts', pointer: at('account_no') },
      p.account_name !== null &&
        p.account_name !== p.name && {
          code: 'provider_account_name',
          values: { name: p.name },
          pointer: at('account_name'),
        },
      p.account_no !== null &&
        !/^\d{8,30}$/.test(p.account_no) && { code: 'provider_account_no', pointer: at('account_no') },
      p.bank_code !== null && !/^\d{12}$/.test(p.bank_code) && { code: 'provider_bank_code', pointer: at('bank_code') },
    ],
    {},
  );
}

export type CatalogueItem = { id: string; code: string; name: string; effective: string; docNo: string };

/** May this be put into the purchase catalogue? One item under a code on a day, each with its document. */
export function mayList(
  item: { code: string; name: string; docNo: string; start: Day; end: Day | null },
  others: readonly CatalogueItem[],
): Verdict {
  const reversed = item.end !== null && item.end <= item.start;
  const other = reversed
    ? undefined
    : others.find((o) => o.code === item.code && overlaps(fromRange(o.effective), item));
  const there = other && fromRange(other.effective);
  return verdict(
    [
      !item.docNo.trim() && { code: 'catalogue_document', pointer: '/doc_no' },
      reversed && { code: 'dates_reversed', values: { start: item.start, end: item.end }, pointer: '/end' },
      !!other && {
        code: 'catalogue_overlap',
        values: { code: other.code, name: other.name, start: there?.start ?? '', end: there?.end ?? 'open_end' },
        pointer: '/start',
      },
    ],
    {},
  );
}

/** An item of the catalogue ends on a day after it began; one that ends on a day cannot be prolonged. */
export function mayUnlist(item: Pick<CatalogueItem, 'effective'>, end: Day): Verdict {
  const { start, end: last } = fromRange(item.effective);
  const late: Reason | false = last !== null &&
    end >= last && { code: 'catalogue_ends', values: { end: last }, pointer: '/end' };
  return verdict([end <= start && { code: 'dates_reversed', values: { start, end }, pointer: '/end' }, late], {});
}
