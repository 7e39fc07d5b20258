// Decides what of settled money has to be looked at: the cross checks of a month (the same rules as 资金三查), what two people did
// not find on site, and money whose time has run out.
import { type Day, daysBetween } from '../../kernel/period.ts';
import { dueState, type PayState } from '../../payments/rules.ts';
import { type CrossCode, type CrossFacts, crossChecks } from '../../scrutiny/rules.ts';
import { type Hit, hit, type Params, type Values } from './hits.ts';

const SUBJECTS = { person: 'applicant', facility: 'facility', lot: 'lot' } as const;

/** What one cross check says of these months. Facts carry ids in place of names, and so do the values. */
export function crossHits(code: CrossCode, { months }: { months: readonly CrossFacts[] }): Hit[] {
  return months.flatMap((facts) => {
    const rows = crossChecks(facts).find((c) => c.code === code)?.rows ?? [];
    return rows.map((row) => {
      const about = row.about === 'facility' || row.about === 'lot' ? row.about : 'person';
      const { facility, ...rest } = row.values;
      const places = typeof facility === 'string' ? facility.split(' ') : [];
      const place =
        about === 'facility' ? row.id : about === 'lot' ? row.name : places.length === 1 ? (places[0] ?? null) : null;
      const values: Values = {
        month: facts.month,
        ...rest,
        ...(typeof rest.schemes === 'string' ? { schemes: rest.schemes.split(' ') } : {}),
        ...(places.length > 1 ? { facilities: places } : {}),
        ...(row.on ? { on: row.on } : {}),
        ...(row.amount_fen === null ? {} : { amount_fen: row.amount_fen }),
      };
      return hit(
        [row.id, facts.month, place, typeof rest.service === 'string' ? rest.service : null],
        SUBJECTS[about],
        row.id,
        place,
        values,
      );
    });
  });
}

export type PaymentFact = {
  payment: string;
  facility: string | null;
  state: PayState;
  due_on: Day;
  amount_fen: number;
};
export type DraftFact = { settlement: string; facility: string | null; month: Day; drafted_on: Day };

/** A payment past its day, or a settlement that has waited for its approval for more than `settle_days`. */
export function overdueMoney(
  { as_on, payments, drafts }: { as_on: Day; payments: readonly PaymentFact[]; drafts: readonly DraftFact[] },
  { settle_days = 30 }: Params,
): Hit[] {
  return [
    ...payments
      .filter((p) => dueState(p.state, p.due_on, as_on) === 'late')
      .map((p) =>
        hit([p.payment, p.due_on], 'payment', p.payment, p.facility, {
          how: p.state,
          due_on: p.due_on,
          days: daysBetween(p.due_on, as_on),
          amount_fen: p.amount_fen,
        }),
      ),
    ...drafts
      .filter((d) => daysBetween(d.drafted_on, as_on) > settle_days)
      .map((d) =>
        hit([d.settlement], 'settlement', d.settlement, d.facility, {
          how: 'unapproved',
          month: d.month,
          drafted_on: d.drafted_on,
          days: daysBetween(d.drafted_on, as_on),
        }),
      ),
  ];
}

export type VisitFact = {
  line: string;
  person: string;
  facility: string;
  month: Day;
  checked_on: Day;
  found: string;
};

/** A settled line that two people on site did not find to be as it was paid. */
export function sampleDifference({ visits }: { visits: readonly VisitFact[] }, _: Params): Hit[] {
  return visits
    .filter((v) => v.found !== 'true')
    .map((v) =>
      hit([v.line], 'applicant', v.person, v.facility, { month: v.month, checked_on: v.checked_on, found: v.found }),
    );
}
