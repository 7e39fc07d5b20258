import { addDays, type Day } from '../server/kernel/period.ts';
import { spell } from '../server/platform/pinyin.ts';
import type { PlannedFacility } from './facilities.ts';
import type { Closure } from './ledger.ts';
import type { Division } from './places.ts';
import type { Plan } from './plan.ts';
import { createRandom, type Random } from './random.ts';
import { makeWing } from './rooms.ts';
import { wingsOf } from './wings.ts';

/** One made-up district of the load province: facilities, and beds out of service so that vacancy differs. */
export type ScaleDistrict = {
  district: Plan['district'];
  divisions: Division[];
  facilities: PlannedFacility[];
  closures: Closure[];
};

const PER_DISTRICT = 60;
/** Hunan's extent with a margin; load data only, so its outline is not followed. */
const HUNAN = { west: 109, east: 113.9, south: 25, north: 29.9 };
const SIZES = {
  nursing_home: [60, 180],
  community_point: [22, 40],
  day_care: [18, 40],
  medical_point: [30, 80],
} as const;

/** `count` facilities with generic names in districts of codes 4399xx, which nobody has. Lazily, district by district. */
export function* makeScale(count: number, seed: number, today: Day): Generator<ScaleDistrict> {
  const root = createRandom(seed).fork('scale');
  for (let made = 0, no = 1; made < count; made += PER_DISTRICT, no += 1) {
    yield makeDistrict(root.fork(String(no)), no, Math.min(PER_DISTRICT, count - made), today);
  }
}

function makeDistrict(r: Random, no: number, count: number, today: Day): ScaleDistrict {
  // 4399xx is no prefecture; past 99 districts the codes go on through 4398xx and down.
  const code = String(439_999 - no);
  const name = `示例${no}区`;
  const centre = {
    lng: HUNAN.west + (HUNAN.east - HUNAN.west) * r.next(),
    lat: HUNAN.south + (HUNAN.north - HUNAN.south) * r.next(),
  };
  const spot = () => ({
    lng: Math.round((centre.lng + 0.18 * r.bell()) * 1e5) / 1e5,
    lat: Math.round((centre.lat + 0.15 * r.bell()) * 1e5) / 1e5,
    accuracyM: 2500,
  });
  const run = { districtRun: true, runBy: name, seniors: null };
  const street = `${code}001`;
  const community = `${street}001`;
  const place = (placeCode: string, level: Division['level'], label: string, parentCode: string | null): Division => ({
    code: placeCode,
    parentCode,
    level,
    kind: level === 'grid' ? '网格' : '示例',
    name: label,
    shortName: label,
    ...spell(label),
    ...run,
    ...(level === 'grid' ? { lng: null, lat: null, accuracyM: null, seniors: r.int(80_000, 140_000) } : spot()),
  });
  const facilities = Array.from({ length: count }, (_, i) =>
    makeOne(r, `${name}第${i + 1}`, street, community, spot(), today),
  );
  return {
    district: { district: code, name, city: '示例市', province: '湖南省', hotline: '12345' },
    divisions: [
      place(street, 'street', `${name}一街道`, null),
      place(community, 'community', `${name}一社区`, street),
      place(`${community}001`, 'grid', `${name}一网格`, community),
    ],
    facilities,
    closures: facilities.flatMap((f) => closeSome(r, f, today)),
  };
}

function makeOne(
  r: Random,
  label: string,
  streetCode: string,
  communityCode: string,
  spot: { lng: number; lat: number; accuracyM: number },
  today: Day,
): PlannedFacility {
  const kind = r.weighted({ nursing_home: 10, community_point: 50, day_care: 25, medical_point: 15 });
  const word = {
    nursing_home: '养老院',
    community_point: '居家养老点',
    day_care: '日间照料中心',
    medical_point: '医疗护理点',
  }[kind];
  const filedOn = addDays(today, -r.int(500, 4000));
  const [low, high] = SIZES[kind];
  const priced = r.chance(0.8);
  const parts = wingsOf(kind, r.int(low, high), r, priced, r.chance(0.2)).map((w) => makeWing(r, w, filedOn));
  const name = `${label}${word}`;
  return {
    facility: {
      id: r.id(new Date(`${filedOn}T00:00:00Z`)),
      kind,
      name,
      ...spell(name),
      streetCode,
      communityCode,
      ...spot,
      demonstration: true,
      filedOn,
      careFeeMinFen: priced ? 100_000 + 1000 * r.int(0, 100) : null,
      mealFeeFen: priced ? 60_000 : null,
    },
    rooms: parts.flatMap((p) => p.rooms),
    beds: parts.flatMap((p) => p.beds),
    confirmedHoursAgo: r.chance(0.02) ? null : r.wait(14),
  };
}

/** No people in a load province: what is not free is out of service, up to every bed. */
function closeSome(r: Random, f: PlannedFacility, today: Day): Closure[] {
  const share = r.chance(0.25) ? 1 : 0.4 + 0.6 * r.next();
  const start = addDays(today, -r.int(1, 90));
  return f.beds
    .filter(() => r.chance(share))
    .map((bed) => ({
      id: r.id(new Date(`${start}T00:00:00Z`)),
      bedId: bed.id,
      roomId: bed.roomId,
      facilityId: f.facility.id,
      applicantId: null,
      sex: null,
      residential: false,
      reason: 'out_of_service',
      during: `[${start},)`,
      weekdays: '{[1,8)}',
    }));
}
