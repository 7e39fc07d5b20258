import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveChange, askChange, refuseChange, withdrawChange } from '../../server/profiles/actions.ts';
import type { Asked } from '../../server/profiles/queries.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
});
afterAll(() => database.drop());

const renamed = (name: string): Asked => ({
  group: 'name',
  values: { name },
  licence: null,
  holds_from_on: null,
  note: null,
});

test('two officers and the home answer one change at the same moment: one answer stands, and the profile is what it says', async () => {
  const [one, two] = [await w.someone('officer'), await w.someone('officer')];
  for (let i = 0; i < 6; i += 1) {
    const { facility } = await openHome(w, { name: `旧名 ${i}` });
    const nurse = await w.someone('institution', { facility });
    const both = await Promise.allSettled(
      [1, 2].map((k) => askChange(w.as(nurse, { ifMatch: 1 }), facility, renamed(`新名 ${i} ${k}`))),
    );
    const made = both.filter((b) => b.status === 'fulfilled');
    expect(made).toHaveLength(1);
    const id = made[0]!.value.change_id;
    const answers = await Promise.allSettled([
      approveChange(w.as(one), id, null),
      refuseChange(w.as(two), id, '名称与备案不符'),
      withdrawChange(w.as(nurse), id),
    ]);
    const won = answers.filter((a) => a.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const lost of answers.filter((a) => a.status === 'rejected'))
      expect(lost.reason).toMatchObject({ code: 'profile_answered' });
    const [row] = await database.ownerSql`
      select f.name, v.name as projected, c.answer from facilities f
        join vacancies v on v.district = f.district and v.facility_id = f.id
        join profile_changes c on c.district = f.district and c.facility_id = f.id
       where f.id = ${facility}`;
    expect(row!.name).toBe(row!.projected);
    expect(String(row!.name).startsWith('新名')).toBe(row!.answer === 'approved');
  }
});
