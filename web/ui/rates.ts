import type { Rate } from '../../server/entitlements/rules.ts';
import { call, client } from '../api.ts';

let asked: Promise<Rate[]> | undefined;

/** The rates of the district, asked once a visit; none when they cannot be had, so that no share is shown. */
export function ratesOnce(): Promise<Rate[]> {
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
