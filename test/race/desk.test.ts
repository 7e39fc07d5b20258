import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerApplicant } from '../../server/applicants/actions.ts';
import { findPeople } from '../../server/applicants/queries.ts';
import { checkDigit } from '../../server/applicants/rules.ts';
import { saveDraft, submitApplication } from '../../server/applications/actions.ts';
import { Refusal } from '../../server/kernel/errors.ts';
import type { Actor } from '../../server/platform/context.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { COMMUNITY, openTestDistrict, STREET, vault, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let desks: Actor[];

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  desks = [await w.someone('desk', { street: STREET }), await w.someone('desk', { street: STREET })];
});
afterAll(() => database.drop());

const card = (n: number) => {
  const first = `43060219400101${String(n).padStart(3, '0')}`;
  return first + checkDigit(first);
};
const newcomer = (n: number) => ({
  name: `新来${n}`,
  id_no: card(n),
  phone: null,
  community: COMMUNITY,
  relation: null,
  living_alone: null,
});
const both = async <T>(work: (desk: Actor) => Promise<T>) => {
  const answers = await Promise.allSettled(desks.map(work));
  const won = answers.flatMap((a) => (a.status === 'fulfilled' ? [a.value] : []));
  const lost = answers.flatMap((a) => (a.status === 'rejected' ? [a.reason as Refusal] : []));
  return { won, lost };
};

test('two desks that register one person at once make one person, and the other finds that one', async () => {
  for (let n = 1; n <= 8; n += 1) {
    const { won, lost } = await both((desk) => registerApplicant(w.as(desk), vault, newcomer(n)));
    expect([won.length, lost.map((e) => e instanceof Refusal && e.code)]).toEqual([1, ['id_no_known']]);
    const wanted = { idNo: card(n), name: null, bornOn: null };
    const found = await findPeople(w.as(desks[1] as Actor), vault, wanted);
    expect(found.people.map((p) => p.applicant.id)).toEqual([won[0]?.applicant_id]);
  }
});

test('two who hand in one draft, or one wish without a draft, at once make one application', async () => {
  for (const [n, drafted] of [
    [101, true],
    [102, false],
  ] as const) {
    const { applicant_id } = await registerApplicant(w.as(desks[0] as Actor), vault, newcomer(n));
    const wish = {
      applicant_id,
      service: 'nursing' as const,
      choices: [],
      accept_any: true,
      radius_km: 10,
      weekdays: [],
      needs: [],
      note: null,
    };
    if (drafted) await saveDraft(w.as(desks[0] as Actor), wish);
    const { won, lost } = await both((desk) => submitApplication(w.as(desk), wish));
    expect([won.length, lost.map((e) => e.code)]).toEqual([1, ['application_in_progress']]);
    expect(await database.ownerSql`select 1 from applications where applicant_id = ${applicant_id}`).toHaveLength(1);
  }
});
