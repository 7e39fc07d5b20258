import { nothingKnown, quoteWhole, type Rate } from '../../server/entitlements/rules.ts';
import { addMonths, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import type { Nearby } from './nearby.ts';

let asked: Promise<Rate[]> | undefined;

/** The rates of the district, asked once a visit; none when they cannot be had, so that no share is shown. */
function ratesOnce(): Promise<Rate[]> {
  asked ??= call((o) => client.api.v1.rates.$get({}, o)).then((answer) => {
    if (!answer.ok) {
      asked = undefined;
      return [];
    }
    return answer.data.rates.map((r) => ({
      scheme: r.scheme,
      level: r.level,
      amountFen: r.amount_fen,
      basisPoints: r.basis_points,
      capFen: r.cap_fen,
      stackGroup: r.stack_group,
      effective: r.effective,
      docNo: r.doc_no,
      example: r.example,
    }));
  });
  return asked;
}

/** Adds what the government and the family would pay for a person of 60 or more of this level, by the rule of the offer letter. */
export async function withShare(rows: Nearby[], level: number): Promise<Nearby[]> {
  const rates = await ratesOnce();
  const today = dayOf(new Date());
  const facts = { ...nothingKnown, bornOn: addMonths(today, -60 * 12), level };
  return rows.map((row) => {
    const service = row.kind === 'nursing_home' || row.kind === 'medical_point' ? 'nursing' : 'home';
    const share = quoteWhole(row.monthly_min_fen, service, facts, rates, today);
    return share.government_fen ? { ...row, family_fen: share.family_fen, government_fen: share.government_fen } : row;
  });
}
