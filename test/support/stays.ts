import { expect } from 'vitest';
import { loadBeds } from '../../server/facilities/queries.ts';
import { facilityCounts } from '../../server/facilities/rules.ts';
import { admitPrivately, type PrivateAdmission } from '../../server/placements/actions.ts';
import { view } from '../../server/platform/context.ts';
import { type RiskSheet, riskKinds } from '../../server/risks/rules.ts';
import { DISTRICT, openHome, person, vault, type World } from './district.ts';

/** Nine risks, all of them low: nothing more to write. */
export const lowRisk: RiskSheet = {
  assessor: '周护士',
  items: riskKinds.map((risk) => ({ risk, degree: 'low' as const, measures: null })),
};

/** Somebody nobody knows, with a card of no real area, who comes to a bed and pays alone. */
export function comer(bed: string, on: string, extra: Partial<PrivateAdmission> & { sex?: 'male' | 'female' } = {}) {
  const { sex, ...rest } = extra;
  const { applicant } = person(sex ? { sex } : {});
  return {
    name: applicant.name,
    id_no: applicant.idNo,
    phone: null,
    bed_id: bed,
    admitted_on: on,
    care_level: 2,
    dementia: null,
    weekdays: [],
    risk: lowRisk,
    ...rest,
  } satisfies PrivateAdmission;
}

/** The vacancy row is what a count from scratch gives. */
export async function recounted(w: World, facility: string) {
  const [row] = await w.database.ownerSql`
    select filed, closed, occupied, held, free, kept, cleaning, free_for::text as cells, as_on::text as on from vacancies where facility_id = ${facility}`;
  const { on, cells, ...counts } = row as unknown as Record<string, number> & { on: string; cells: string };
  const found = await view(w.as(null), 'facilities.read', (tx) => loadBeds(tx, DISTRICT, { facility }, on));
  const { freeFor, ...again } = facilityCounts(found.rooms, found.beds, found.claims, on);
  expect(counts).toEqual(again);
  expect(cells).toBe(`{${freeFor.join(',')}}`);
  return counts;
}

/** A home of market beds with its nurse, who takes people in. */
export async function openMarketHome(w: World, options: Parameters<typeof openHome>[1] = {}) {
  const home = await openHome(w, { pool: 'market', ...options });
  const nurse = await w.someone('institution', { facility: home.facility });
  const take = (input: PrivateAdmission) => admitPrivately(w.as(nurse), vault, home.facility, input);
  const row = async (id: string) => (await w.database.ownerSql`select * from placements where id = ${id}`)[0]!;
  /** As the nurse, with the stay as it is now. */
  const now = async (id: string) => w.as(nurse, { ifMatch: (await row(id)).version as number });
  return { ...home, nurse, take, row, now };
}
