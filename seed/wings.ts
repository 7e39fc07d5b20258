import type { FacilityKind } from './facilities.ts';
import type { Random } from './random.ts';
import type { Wing } from './rooms.ts';

const publicPools = { reserve: 24, subsidised: 38, market: 38 };
const mixedPools = { reserve: 0, subsidised: 55, market: 45 };
const separate = { male: 42, female: 43, single_sex: 15, mixed: 0 };
const open = { male: 0, female: 0, single_sex: 0, mixed: 1 };

const selfCare = { kind: 'residential', levels: [0, 2], dementia: false, sexes: { ...separate, mixed: 8 } } as const;
const assisted = { kind: 'residential', levels: [1, 3], dementia: false, sexes: separate } as const;
const nursing = { kind: 'nursing', levels: [2, 4], dementia: false, sexes: separate } as const;
const memory = { kind: 'nursing', levels: [1, 4], dementia: true, sexes: { ...separate, single_sex: 0 } } as const;
const day = { kind: 'day', levels: [0, 3], dementia: false, sexes: open } as const;
const atHome = { kind: 'home', levels: [1, 4], dementia: true, sexes: open } as const;

const careBed = { care_bed: 1, call_bell: 1, oxygen: 0.3, private_bath: 0.3 };
const room = { call_bell: 0.8, private_bath: 0.45 };

/** How a facility of this kind and size divides its filed beds. Fees are example figures in fen a month. */
export function wingsOf(
  kind: FacilityKind,
  beds: number,
  r: Random,
  filedPrices: boolean,
  memoryUnit: boolean,
): Wing[] {
  const fee = (low: number, high: number): [number, number] | null => (filedPrices ? [low * 100, high * 100] : null);
  const part = (share: number) => Math.round(beds * share);
  const home = (count: number): Wing => ({
    ...atHome,
    levels: [1, 4],
    building: '居家',
    beds: count,
    sizes: { 3: 1, 4: 2, 5: 2, 6: 3 },
    pools: mixedPools,
    equipment: { call_bell: 0.6, care_bed: 0.3, oxygen: 0.1 },
    fee: fee(200, 350),
  });
  if (kind === 'nursing_home') {
    const outreach = part(0.11);
    const demented = memoryUnit ? part(0.07) : 0;
    const heavy = part(0.19);
    const middle = part(0.3);
    const light = beds - outreach - demented - heavy - middle;
    const common = { sizes: { 1: 4, 2: 44, 3: 32, 4: 16, 6: 4 }, pools: publicPools };
    return [
      { ...selfCare, ...common, levels: [0, 2], building: '1号楼', beds: light, equipment: room, fee: fee(520, 900) },
      { ...assisted, ...common, levels: [1, 3], building: '2号楼', beds: middle, equipment: room, fee: fee(600, 980) },
      {
        ...nursing,
        ...common,
        levels: [2, 4],
        building: '护理楼',
        beds: heavy,
        equipment: careBed,
        fee: fee(800, 1280),
      },
      ...(demented > 0
        ? [
            {
              ...memory,
              ...common,
              levels: [1, 4] as [number, number],
              building: '认知照护楼',
              beds: demented,
              equipment: careBed,
              fee: fee(1000, 1500),
            },
          ]
        : []),
      home(outreach),
    ];
  }
  if (kind === 'medical_point') {
    const outreach = part(0.15);
    const inHouse: Wing = {
      ...(memoryUnit ? memory : nursing),
      levels: memoryUnit ? [1, 4] : [2, 4],
      building: '护理楼',
      beds: beds - outreach,
      sizes: { 2: 40, 3: 40, 4: 15, 5: 3, 6: 2 },
      pools: { reserve: 5, subsidised: 45, market: 50 },
      equipment: { ...careBed, oxygen: 0.7 },
      fee: fee(900, 1600),
    };
    return [inHouse, home(outreach)];
  }
  const rest = (count: number): Wing => ({
    ...day,
    levels: [0, 3],
    building: '日间照料区',
    beds: count,
    sizes: { 4: 2, 5: 2, 6: 4 },
    pools: mixedPools,
    equipment: { call_bell: 0.5 },
    fee: fee(300, 520),
  });
  if (kind === 'day_care') return [rest(beds)];
  const short = r.chance(0.45) ? r.int(4, 7) : 0;
  const days = r.int(5, 9);
  const shortStay: Wing[] =
    short > 0
      ? [
          {
            ...selfCare,
            levels: [0, 2],
            building: '短托区',
            beds: short,
            sizes: { 1: 1, 2: 3, 3: 2 },
            sexes: separate,
            pools: mixedPools,
            equipment: room,
            fee: fee(480, 760),
          },
        ]
      : [];
  return [...shortStay, rest(days), home(beds - short - days)];
}
