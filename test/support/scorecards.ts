import type { cardText } from '../../server/scorecards/rules.ts';

/** Grades, least weight and paper of the weights the tests set. */
export const shape = {
  grades: [
    { grade: 'a', from: 90, release: 100 },
    { grade: 'b', from: 80, release: 90 },
    { grade: 'c', from: 60, release: 70 },
    { grade: 'd', from: 0, release: 0 },
  ],
  least_weight: 40,
  least_of: 1,
  doc_no: '示例〔2026〕1号',
};
export const ofHomes = { freshness: 30, vacancy: 20, referrals: 10, on_time: 20, requests: 10, satisfaction: 10 };
export const ofDesks = { acceptance: 40, completeness: 20, handovers: 15, requests: 15, satisfaction: 10 };

/** A stored card as the text of its digest is written from it: anybody with the row can reckon the digest again. */
export const asCard = (row: Record<string, unknown>, quarter: string): Parameters<typeof cardText>[0] => ({
  district: row.district as string,
  subject: row.subject as 'facility',
  of: (row.facility_id ?? row.street_code) as string,
  quarter,
  weightsId: row.weights_id as string,
  figures: row.figures as Parameters<typeof cardText>[0]['figures'],
  scoreTenths: row.score_tenths as number | null,
  grade: row.grade as string | null,
});
