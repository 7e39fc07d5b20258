import { addDays, addMonths, type Day, startOfDay } from '../server/kernel/period.ts';
import { type Degree, measuresNeeded, type RiskKind, type RiskSheet, riskKinds } from '../server/risks/rules.ts';
import type { ImportedRisk, ImportedStay } from '../server/stays/actions.ts';
import { createRandom, type Random } from './random.ts';

const measures: Record<RiskKind, string> = {
  choking: '软食，坐位进餐，餐后半小时不平卧',
  ingestion: '药品由护理站保管，按顿发放并看服到口',
  pressure_sore: '气垫床，两小时翻身一次并记录',
  scald: '饮水不超过 45℃，热水袋不直接贴身',
  bed_fall: '双侧床栏，夜间一小时巡视一次',
  fall: '防滑鞋和助行器，起夜按铃由护理员陪同',
  harm: '清点刀剪绳索，情绪波动时专人陪伴',
  wandering: '佩戴定位手环，外出须家属或护理员陪同',
  activity: '活动前评估体力，康复师在场',
};
const nurses = ['周春兰', '彭海燕', '李红霞', '陈翠英', '易小玲'] as const;
const weights: readonly Record<Degree, number>[] = [
  { none: 70, low: 25, medium: 5, high: 0 },
  { none: 45, low: 40, medium: 13, high: 2 },
  { none: 25, low: 42, medium: 26, high: 7 },
  { none: 15, low: 35, medium: 34, high: 16 },
  { none: 10, low: 28, medium: 37, high: 25 },
];

/** What a nurse finds about somebody of that level. */
function sheet(r: Random, level: number): RiskSheet {
  return {
    assessor: r.pick(nurses),
    items: riskKinds.map((risk) => {
      const degree = r.weighted(weights[level] ?? weights[2]!);
      return { risk, degree, measures: measuresNeeded(degree) ? measures[risk] : null };
    }),
  };
}

/** The sheet that comes with an admission from an offer: by the offer, so that it is the same every time. */
export const admissionSheet = (offer: string): RiskSheet => sheet(createRandom(430_602).fork(offer), 2);

/** Everybody in a bed has been assessed; a few are due again, as they are in any home. */
export function makeRisks(r: Random, stays: readonly ImportedStay[], today: Day): ImportedRisk[] {
  const yearAgo = addMonths(today, -12);
  return stays.flatMap((stay) => {
    if (stay.dischargedOn && stay.admittedOn < yearAgo) return [];
    let on = addDays(stay.admittedOn, -r.int(0, 3));
    while (addMonths(on, 12) <= today) on = addDays(addMonths(on, 12), -r.int(0, 20));
    // Somebody busy was to do it and has not yet.
    if (!stay.dischargedOn && r.chance(0.03)) on = addDays(yearAgo, -r.int(0, 25));
    return [
      {
        id: r.id(startOfDay(on)),
        facilityId: stay.facilityId,
        applicantId: stay.applicantId,
        assessedOn: on,
        createdAt: new Date(startOfDay(on).getTime() + 9.5 * 3_600_000),
        ...sheet(r, r.int(0, 4)),
      } as ImportedRisk,
    ];
  });
}
