import { sql } from 'drizzle-orm';
import type { Day } from '../kernel/period.ts';
import { type Context, type ReadTx, view } from '../platform/context.ts';
import { daysOf, type Quarter } from '../scorecards/rules.ts';
import { type Decided, type Decision, type HeldPayment, partsOf, release } from './rules.ts';

export type Held = HeldPayment & {
  contractId: string;
  contractNo: string;
  provider: string;
  providerId: string | null;
  settlementId: string;
  lineId: string;
  month: Day;
};
/** What is held back of the months of a quarter and not yet decided, by payment, with what each home had of its month. */
export async function heldIn(tx: ReadTx, district: string, quarter: Quarter): Promise<Held[]> {
  const { start, end } = daysOf(quarter);
  return tx.execute<Held>(sql`
    select p.id, p.held_fen as "heldFen", p.settlement_id as "settlementId", p.budget_line_id as "lineId", s.month_on::text as month,
           c.id as "contractId", c.contract_no as "contractNo", c.provider, c.provider_id as "providerId",
           (select json_agg(json_build_object('facilityId', h.facility_id, 'governmentFen', h.fen) order by h.facility_id)
              from (select l.facility_id, sum(l.government_fen)::bigint as fen from settlement_lines l
                     where l.district = s.district and l.settlement_id = s.id and l.replaced_at is null group by 1) h) as homes
      from payments p
      join settlements s on s.district = p.district and s.id = p.settlement_id
      join contracts c on c.district = s.district and c.id = s.contract_id
     where p.district = ${district} and p.held_fen > 0 and s.month_on >= ${start}::date and s.month_on < ${end}::date
       and not exists (select from holdback_releases r where r.district = p.district and r.payment_id = p.id)
     order by c.contract_no, s.month_on, p.id`);
}

export type Card = { id: string; facilityId: string; grade: string | null; percent: number | null };
/** The published cards of a quarter's homes, with the share that their grade releases by the weights they were fixed with. */
export async function cardsOf(tx: ReadTx, district: string, quarter: Quarter): Promise<Card[]> {
  return tx.execute<Card>(sql`
    select c.id, c.facility_id as "facilityId", c.grade,
           (select (g->>'release')::int from jsonb_array_elements(w.grades) g where g->>'grade' = c.grade) as percent
      from scorecards c join score_weights w on w.district = c.district and w.id = c.weights_id
     where c.district = ${district} and c.subject = 'facility' and c.from_on = ${daysOf(quarter).start}::date
       and c.published_at is not null`);
}

/** What each home is released: by its grade, or where it has none as decided. */
export function decidedBy(cards: readonly Card[], decisions: readonly Decision[]): Map<string, Decided> {
  return new Map(
    cards.flatMap((c): [string, Decided][] => {
      if (c.grade !== null && c.percent !== null)
        return [[c.facilityId, { scorecardId: c.id, percent: c.percent, grade: c.grade, reason: null }]];
      const said = decisions.find((d) => d.facility_id === c.facilityId);
      return said
        ? [[c.facilityId, { scorecardId: c.id, percent: said.percent, grade: null, reason: said.reason.trim() }]]
        : [];
    }),
  );
}

type Done = {
  payment_id: string;
  contract_no: string;
  provider: string;
  month_on: Day;
  facility: string;
  held_fen: number;
  released_fen: number;
  grade: string | null;
  percent: number;
  reason: string | null;
};
/** What is held of a quarter, what its grades would release today, and what was released of it already. */
export function listHoldbacks(ctx: Context, quarter: Quarter) {
  return view(ctx, 'holdbacks.list', async (tx) => {
    const { district } = ctx;
    const [held, cards] = [await heldIn(tx, district, quarter), await cardsOf(tx, district, quarter)];
    const decided = decidedBy(cards, []);
    const homes = new Map(
      [
        ...(await tx.execute<{ id: string; name: string }>(
          sql`select id, name from facilities where district = ${district}`,
        )),
      ].map((f) => [f.id, f.name]),
    );
    const { start, end } = daysOf(quarter);
    const done = await tx.execute<Done>(sql`
      select h.payment_id, c.contract_no, c.provider, s.month_on::text, f.name as facility, h.held_fen, h.released_fen, h.grade, h.percent, h.reason
        from holdback_releases h
        join payments p on p.district = h.district and p.id = h.payment_id
        join settlements s on s.district = p.district and s.id = p.settlement_id
        join contracts c on c.district = h.district and c.id = h.contract_id
        join facilities f on f.district = h.district and f.id = h.facility_id
       where h.district = ${district} and s.month_on >= ${start}::date and s.month_on < ${end}::date
       order by c.contract_no, s.month_on, f.name, h.id`);
    return {
      quarter,
      published: cards.length > 0,
      held: held.map((p) => {
        const found = release(p, decided);
        return {
          payment_id: p.id,
          contract_no: p.contractNo,
          provider: p.provider,
          month_on: p.month,
          held_fen: p.heldFen,
          released_fen: found?.releasedFen ?? null,
          homes: partsOf(p).map((h) => ({
            facility_id: h.facilityId,
            facility: homes.get(h.facilityId) ?? '',
            held_fen: h.heldFen,
            grade: decided.get(h.facilityId)?.grade ?? null,
            percent: decided.get(h.facilityId)?.percent ?? null,
          })),
        };
      }),
      done: [...done],
    };
  });
}
