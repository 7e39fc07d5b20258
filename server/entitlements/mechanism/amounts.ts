// Decides what each scheme pays of a month: shares up to a cap, standards less what is received otherwise, cash by the month.
import { type Fen, sum, toYuan } from '../../kernel/money.ts';
import type { Day } from '../../kernel/period.ts';
import type { PersonFacts, QuoteLine, Rate, Scheme, Why } from './facts.ts';
import type { Judged } from './judge.ts';

/** What was used under one key at one price while the same schemes applied. */
export type Seg = { key: string; price: Fen; days: Day[]; judged: Judged[]; facts: PersonFacts };

/** `amount` parted by weights without loss: what comes to the first few is their share, rounded down. */
function parted(amount: bigint, weights: readonly bigint[]): bigint[] {
  const all = weights.reduce((a, b) => a + b, 0n);
  let done = 0n;
  let given = 0n;
  return weights.map((w) => {
    done += w;
    const next = all === 0n ? 0n : (amount * done) / all;
    const mine = next - given;
    given = next;
    return mine;
  });
}

export type Reckoned = { line: QuoteLine; shares: Map<Seg, Fen> };

/** One scheme's line of the month, and what it pays of each stretch. */
export function lineOf(scheme: Scheme, pays: QuoteLine['pays'], all: readonly Seg[], length: number): Reckoned {
  const of = all.map((seg) => ({ seg, judged: seg.judged.find((j) => j.scheme === scheme) as Judged }));
  const mine = of.flatMap(({ seg, judged }) => (judged.rate ? [{ seg, rate: judged.rate }] : []));
  const used = [...new Set(mine.map((m) => m.rate))];
  const { amount, shares, how } = amountOf(scheme, mine, all, length);
  const reasons = new Map(of.flatMap(({ judged }) => judged.reasons.map((r) => [JSON.stringify(r), r] as const)));
  const applies = mine.length
    ? ('yes' as const)
    : of.some(({ judged }) => judged.applies === 'unknown')
      ? ('unknown' as const)
      : ('no' as const);
  const line: QuoteLine = {
    scheme,
    applies,
    pays,
    amount_fen: amount,
    days: new Set(mine.flatMap((m) => m.seg.days)).size,
    how,
    reasons: [...reasons.values()],
    doc_no: used.length ? [...new Set(used.map((r) => r.docNo))].join('、') : null,
    example: used.some((r) => r.example),
  };
  return { line, shares };
}

type Mine = { seg: Seg; rate: Rate };
type Amount = { amount: Fen; shares: Map<Seg, Fen>; how: Why | null };

function amountOf(scheme: Scheme, mine: readonly Mine[], all: readonly Seg[], length: number): Amount {
  if (mine.length === 0) return { amount: 0, shares: new Map(), how: null };
  if (scheme === 'tekun_support' || scheme === 'consumption_coupon') return shareOf(mine);
  if (scheme === 'concentrated_care') return careOf(mine, all, length);
  // Cash is paid for the natural month, at the rate of the first day it applies on.
  const day = (m: Mine) => m.seg.days.reduce((a, b) => (a < b ? a : b));
  const first = mine.reduce((a, b) => (day(b) < day(a) ? b : a)).rate;
  const amount = first.amountFen ?? 0;
  return { amount, shares: new Map(), how: { code: 'ent_how_monthly', values: { amount: toYuan(amount) } } };
}

const TEN_THOUSAND = 10_000n;

/** min(cap, floor(rate × fee)) of the natural month (domain §3b); each rate up to its own cap, all up to the largest. */
function shareOf(mine: readonly Mine[]): Amount {
  const rows = [...Map.groupBy(mine, (m) => m.rate)].map(([rate, of]) => {
    const raw = sum(of.map((m) => m.seg.price));
    const full = BigInt(raw) * BigInt(rate.basisPoints ?? 0);
    const cap = rate.capFen === null ? null : BigInt(rate.capFen) * TEN_THOUSAND;
    return { rate, of, raw, weight: cap !== null && cap < full ? cap : full };
  });
  const caps = rows.map((r) => r.rate.capFen);
  const most = caps.some((c) => c === null) ? null : BigInt(Math.max(...(caps as Fen[])));
  const whole = rows.reduce((a, r) => a + r.weight, 0n) / TEN_THOUSAND;
  const amount = most !== null && most < whole ? most : whole;
  const shares = new Map<Seg, Fen>();
  const byRow = parted(
    amount,
    rows.map((r) => r.weight),
  );
  for (const [i, r] of rows.entries()) {
    const bySeg = parted(
      byRow[i] as bigint,
      r.of.map((m) => BigInt(m.seg.price)),
    );
    for (const [k, m] of r.of.entries()) shares.set(m.seg, Number(bySeg[k]));
  }
  const percent = [...new Set(rows.map((r) => String((r.rate.basisPoints ?? 0) / 100)))];
  const fee = toYuan(sum(rows.map((r) => r.raw)));
  const how: Why =
    most !== null
      ? { code: 'ent_how_share_capped', values: { percent, fee, cap: toYuan(Number(most)) } }
      : percent.join() === '100'
        ? { code: 'ent_how_whole', values: { fee } }
        : { code: 'ent_how_share', values: { percent, fee } };
  return { amount: Number(amount), shares, how };
}

/**
 * 集中照护: min(fee, standard of care) − what the person gets otherwise, never negative; standard and offsets by the
 * days it applies on. The service and nursing allowances reckoned here are taken off too (民发〔2023〕53号).
 */
function careOf(mine: readonly Mine[], all: readonly Seg[], length: number): Amount {
  const fee = BigInt(sum(mine.map((m) => m.seg.price)));
  const days = new Map(mine.flatMap((m) => m.seg.days.map((day) => [day, m] as const)));
  const cash = new Map<Day, Fen>();
  for (const seg of all) {
    const paid = sum(
      seg.judged.map((j) =>
        j.scheme === 'service_allowance' || j.scheme === 'nursing_allowance' ? (j.rate?.amountFen ?? 0) : 0,
      ),
    );
    for (const day of seg.days) cash.set(day, Math.max(paid, cash.get(day) ?? 0));
  }
  let standard = 0n;
  let offsets = 0n;
  for (const [day, { rate, seg }] of days) {
    const o = seg.facts.offsets ?? { dibao_fen: 0, disability_fen: 0, other_fen: 0 };
    standard += BigInt(rate.capFen ?? 0);
    offsets += BigInt(o.dibao_fen + o.disability_fen + o.other_fen + (cash.get(day) ?? 0));
  }
  const parts = BigInt(length);
  const charged = fee * parts < standard ? fee * parts : standard;
  const aid = charged > offsets ? (charged - offsets) / parts : 0n;
  const bySeg = parted(
    aid,
    mine.map((m) => BigInt(m.seg.price)),
  );
  const yuan = (f: bigint) => toYuan(Number(f / parts));
  return {
    amount: Number(aid),
    shares: new Map(mine.map((m, i) => [m.seg, Number(bySeg[i])])),
    how: {
      code: 'ent_how_concentrated',
      values: { fee: toYuan(Number(fee)), cap: yuan(standard), offsets: yuan(offsets) },
    },
  };
}
