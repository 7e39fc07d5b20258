import { addDays } from '../server/kernel/period.ts';
import type { Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import { addWatch } from '../server/watches/actions.ts';
import type { Plan } from './plan.ts';

/** So long ago somebody moved in that months of statements stand behind the stay. */
const MONTHS_AGO = 150;

/** A resident of the demonstration home, under its contract: a parent of the family account as well. */
export function residentOf(plan: Plan): string {
  const home = plan.accounts.find((a) => a.username === 'demo-institution')?.facility;
  const since = addDays(plan.today, -MONTHS_AGO);
  const stay = plan.stays.find(
    (s) =>
      s.facilityId === home &&
      s.lotId !== null &&
      s.dischargedOn === null &&
      s.admittedOn < since &&
      plan.grants.some((g) => g.applicant_id === s.applicantId && g.stack_group === 'care_fee'),
  );
  if (!stay) throw new Error('nobody has lived in the demonstration home for long');
  return stay.applicantId;
}

/** What the family account waits for: a bed in the home itself, and any that fits near where it lives. */
export async function playWatches(ctx: Context, plan: Plan, accounts: ReadonlyMap<string, string>): Promise<void> {
  const { district } = ctx;
  const account = accounts.get('demo-family') ?? null;
  const as = (): Context => ({
    ...ctx,
    requestId: newId(),
    actor: {
      account,
      name: '演示·家属',
      strength: 1,
      memberships: [{ district, role: 'family', street: null, facility: null }],
    },
  });
  const home = plan.accounts.find((a) => a.username === 'demo-institution')?.facility ?? null;
  const street = plan.divisions.find((d) => d.level === 'community' && d.lng !== null && d.lat !== null);
  await addWatch(as(), { facility_id: home, lng: null, lat: null, place: null, query: { level: 3, sex: 'female' } });
  if (street)
    await addWatch(as(), {
      facility_id: null,
      lng: street.lng ?? null,
      lat: street.lat ?? null,
      place: street.name,
      query: { kinds: ['nursing_home'], level: 3, price_max_fen: 120_000, radius_km: 5 },
    });
}
