import type { ImportedPerson } from '../server/applicants/actions.ts';
import { addDays, addMonths, type Day, startOfDay } from '../server/kernel/period.ts';
import type { Random } from './random.ts';

type Document = ImportedPerson['documents'][number];

/**
 * What the departments' data says of the papers of someone who applied on `submittedOn`: no images. Some run out within
 * a month and a few have run out already.
 */
export function documents(r: Random, person: ImportedPerson, submittedOn: Day, today: Day, whole = false): Document[] {
  const out: Document[] = [];
  const add = (type: Document['type'], issuedOn: Day, months: number | null) => {
    const handedInOn = issuedOn > submittedOn ? issuedOn : submittedOn;
    const checkedOn = addDays(handedInOn, r.int(0, 4));
    out.push({
      type,
      issuedOn,
      expiresOn: months === null ? null : addMonths(issuedOn, months),
      source: 'data_share',
      verifiedAt: r.chance(0.85) && checkedOn < today ? new Date(startOfDay(checkedOn).getTime() + 36e6) : null,
      createdAt: startOfDay(handedInOn),
    });
  };
  /** Numbers drawn and left, so that the people who come after are who they always were. */
  const leave = (numbers: number) => {
    for (let i = 0; i < numbers; i += 1) r.next();
  };
  // From 46 on an ID card is valid for good.
  add('id_card', addDays(submittedOn, -r.int(400, 5000)), null);
  if (r.chance(0.8) || whole) add('household_register', addDays(submittedOn, -r.int(1000, 9000)), null);
  const kinds = person.categories.map((c) => c.kind);
  if (kinds.some((k) => k === 'dibao' || k === 'dibao_margin' || k === 'tekun')) {
    const expiresIn = r.weighted({ soon: 18, expired: whole ? 0 : 8, later: 74 });
    const days =
      expiresIn === 'soon'
        ? -r.int(338, 364) + (whole ? 14 : 0)
        : expiresIn === 'expired'
          ? -r.int(370, 420)
          : -r.int(5, 300);
    leave(1);
    add('hardship_proof', addDays(whole ? submittedOn : today, days), 12);
  }
  if (kinds.includes('severe_disability')) add('disability_card', addDays(submittedOn, -r.int(100, 3000)), 120);
  if (r.chance(0.75)) {
    const issuedOn = addDays(submittedOn, -r.int(1, 60));
    leave(1);
    add('medical_report', issuedOn, 6);
  }
  if (r.chance(0.25)) leave(2);
  if (whole) add('authorisation', submittedOn, 24);
  return out;
}
