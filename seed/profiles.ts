import sharp from 'sharp';
import { addDays, type Day, startOfDay } from '../server/kernel/period.ts';
import type { Actor, Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import type { Storage } from '../server/platform/storage.ts';
import { addPhoto, approveChange, askChange } from '../server/profiles/actions.ts';
import type { Change, LicenceKind } from '../server/profiles/rules.ts';
import type { Plan } from './plan.ts';

/** So many facilities have filled in their profile; the others stay 未填报, as in life. */
const TOLD = 9;

/** A drawn house before a sky, in a shade of its own; nobody's real home. */
export function drawn(shade: number): Promise<Buffer> {
  const [width, height] = [640, 480];
  const dots = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const house = x > 120 && x < 520 && y > 200 && y < 420;
      const roof = y > 120 && y <= 200 && Math.abs(x - 320) < (y - 120) * 3;
      const pane = house && x % 80 > 20 && x % 80 < 60 && y % 70 > 20 && y % 70 < 52;
      const tone = pane
        ? [222, 236, 240]
        : house
          ? [214, 196 - shade, 168]
          : roof
            ? [150, 96, 80 + shade]
            : y > 400
              ? [150, 180 - shade, 130]
              : [170 + y / 8, 200 + y / 12, 226 - shade];
      dots.set(tone, (y * width + x) * 3);
    }
  return sharp(dots, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 70 })
    .toBuffer();
}

type Told = Change & { licence?: LicenceKind };

function saysOf(i: number, kind: string, today: Day): Told[] {
  const staff =
    kind === 'nursing_home' ? { carers: 86 - i, nurses: 12, doctors: 3 } : { carers: 6 + i, nurses: 2, doctors: 1 };
  const end = (days: number) => addDays(today, days);
  const licence = (name: LicenceKind, expires: Day | null): Told => ({
    group: 'licence',
    licence: name,
    values: { number: `演示-${name.toUpperCase()}-${100 + i}`, issued_on: addDays(today, -1400), expires_on: expires },
  });
  return [
    {
      group: 'contact',
      values: {
        phone: `0730-0000${String(500 + i)}`,
        opening_hours: kind === 'day_care' ? '周一至周五 8:00–17:30' : '全天',
        visiting_hours: '每天 9:00–11:30，14:30–17:30',
        directions:
          '从临街大门进，向里走 60 米，左手第一栋楼。门口有坡道，轮椅可直接进一楼大厅；院内可停车。（演示文字）',
      },
    },
    {
      group: 'introduction',
      values: {
        introduction:
          '院内楼层无高差，走廊和卫生间有扶手，每层有护理站。\n一日三餐由自有食堂供应，可按医嘱做软食和流食。（演示文字）',
      },
    },
    {
      group: 'staff',
      values: { ...staff, certified_carers: Math.floor(staff.carers * 0.7), social_workers: i % 3, other_staff: 4 + i },
    },
    licence('filing', null),
    licence('fire', null),
    ...(i % 2 === 0 ? [licence('food', end(i === 0 ? 41 : 500 + i))] : []),
    ...(i < 3 ? [licence('medical', end(i === 1 ? -12 : 900)), licence('liability', end(200 + i))] : []),
  ];
}

/**
 * Some institutions say what they are, through the product's own actions: each asks, the bureau approves what it has to.
 * Two changes still wait; of the licences one ends soon and one has ended.
 */
export async function tellProfiles(
  ctx: Context,
  storage: Storage,
  plan: Plan,
  accounts: ReadonlyMap<string, string>,
): Promise<void> {
  const demo = plan.accounts.find((a) => a.role === 'institution');
  const own = plan.facilities.filter((f) => f.facility.id === demo?.facility);
  const told = [...own, ...plan.facilities.filter((f) => f.facility.id !== demo?.facility)].slice(0, TOLD);
  const as = (role: 'institution' | 'officer', facility: string | null, username: string | null): Actor => ({
    account: (username && accounts.get(username)) ?? null,
    name: role,
    strength: 2,
    memberships: [{ district: ctx.district, role, street: null, facility }],
  });
  for (const [i, { facility }] of told.entries()) {
    const id = facility.id;
    let version = 1;
    const at = (who: Actor, daysAgo: number): Context => ({
      ...ctx,
      actor: who,
      clock: () => new Date(startOfDay(addDays(plan.today, -daysAgo)).getTime() + 9.5 * 3_600_000),
      requestId: newId(),
      ifMatch: version,
    });
    const nurse = as('institution', id, demo?.facility === id ? demo.username : null);
    const officer = as('officer', null, 'demo-officer');
    const ask = async (said: Told, daysAgo: number) => {
      const { licence = null, ...change } = said;
      const asked = await askChange(at(nurse, daysAgo), id, { ...change, licence, holds_from_on: null, note: null });
      version = asked.version;
      return asked;
    };
    for (const said of saysOf(i, facility.kind, plan.today)) {
      const { change_id, state } = await ask(said, 24);
      if (state !== 'waiting') continue;
      await approveChange(at(officer, 21), change_id, null);
      version += 1;
    }
    if (i === 0) await ask(dearer(facility), 2);
    if (i === 3)
      await ask(
        { group: 'stars', values: { stars: 4, stars_source: 'GB/T 37276 评定（演示数据）', stars_year: 2025 } },
        5,
      );
    for (const [k, caption] of (['大门和院子', '一楼餐厅'] as const).entries())
      if (i === 0) await addPhoto(at(nurse, 20), storage, id, { bytes: await drawn(20 * k + i), caption });
    if (i === 1) await addPhoto(at(nurse, 20), storage, id, { bytes: await drawn(50), caption: '临湖的住宿楼' });
  }
}

function dearer(f: Plan['facilities'][number]['facility']): Told {
  return {
    group: 'fees',
    values: {
      care_fee_min_fen: f.careFeeMinFen ?? null,
      care_fee_max_fen: f.careFeeMaxFen ?? null,
      meal_fee_fen: (f.mealFeeFen ?? 60_000) + 6_000,
      meal_fee_max_fen: null,
      deposit_fen: f.depositFen ?? null,
      deposit_max_fen: null,
      other_fees: [{ name: '取暖费', min_fen: 15_000, max_fen: null, unit: '月' }],
    },
  };
}
