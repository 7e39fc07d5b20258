import type { ImportedPerson } from '../server/applicants/actions.ts';
import { addDays, addMonths, type Day, startOfDay } from '../server/kernel/period.ts';
import type { Random } from './random.ts';

type Document = ImportedPerson['documents'][number];

/** The papers of someone who applied on `submittedOn`; some run out within a month and a few have run out already. */
export function documents(r: Random, person: ImportedPerson, submittedOn: Day, today: Day): Document[] {
  const out: Document[] = [];
  const add = (type: Document['type'], issuedOn: Day, months: number | null, source: Document['source']) => {
    const handedInOn = issuedOn > submittedOn ? issuedOn : submittedOn;
    const checkedOn = addDays(handedInOn, r.int(0, 4));
    out.push({
      type,
      issuedOn,
      expiresOn: months === null ? null : addMonths(issuedOn, months),
      source,
      verifiedAt: r.chance(0.85) && checkedOn < today ? new Date(startOfDay(checkedOn).getTime() + 36e6) : null,
      createdAt: startOfDay(handedInOn),
    });
  };
  // From 46 on an ID card is valid for good.
  add('id_card', addDays(submittedOn, -r.int(400, 5000)), null, 'data_share');
  if (r.chance(0.8)) add('household_register', addDays(submittedOn, -r.int(1000, 9000)), null, 'data_share');
  const kinds = person.categories.map((c) => c.kind);
  if (kinds.some((k) => k === 'dibao' || k === 'dibao_margin' || k === 'tekun')) {
    const expiresIn = r.weighted({ soon: 18, expired: 8, later: 74 });
    const days = expiresIn === 'soon' ? -r.int(338, 364) : expiresIn === 'expired' ? -r.int(370, 420) : -r.int(5, 300);
    add('hardship_proof', addDays(today, days), 12, r.pick(['data_share', 'desk'] as const));
  }
  if (kinds.includes('severe_disability')) add('disability_card', addDays(submittedOn, -r.int(100, 3000)), 120, 'desk');
  if (r.chance(0.75))
    add('medical_report', addDays(submittedOn, -r.int(1, 60)), 6, r.pick(['family', 'desk'] as const));
  if (r.chance(0.25)) add('authorisation', submittedOn, 24, 'family');
  return out;
}
