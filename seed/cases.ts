import { addDays, type Day } from '../server/kernel/period.ts';
import type { PlannedFacility } from './facilities.ts';
import type { Ledger } from './ledger.ts';
import { longName, rareNames } from './names.ts';
import type { People } from './people.ts';
import { marry } from './stays.ts';
import type { PlannedApplication, WaitingList } from './waiting.ts';

/** A case the product must get right, by name, with a sentence on what makes it awkward. */
export type Awkward = { key: string; name: string; about: string; application?: string; facility?: string };

type Parts = { waiting: WaitingList; people: People; facilities: PlannedFacility[]; ledger: Ledger; today: Day };

/** The named cases among the applicants; `keepWaiting` are those no offer may go to, because they show waiting itself. */
export function makeCases({ waiting, people, facilities, ledger, today }: Parts) {
  const awkward: Awkward[] = [];
  const keepWaiting = new Set<string>();
  const homes = facilities.filter((f) => f.facility.kind === 'nursing_home').map((f) => f.facility.id);
  const [yanshou, qijialing, guozhen] = homes as [string, string, string];
  const ago = (days: number) => addDays(today, -days);
  const note = (key: string, a: PlannedApplication, about: string, stays = false) => {
    awkward.push({ key, name: a.person.applicant.name, about, application: a.id });
    if (stays) keepWaiting.add(a.id);
    return a;
  };

  const common = { level: 1, service: 'residential' as const, acceptAny: false, submittedOn: ago(96) };
  const together = { ...common, ages: [82, 86] as [number, number], choices: [yanshou], note: '夫妻希望同住一间' };
  const husband = waiting.apply({ ...together, sex: 'male', name: '陈福田' });
  const wife = waiting.apply({ ...together, sex: 'female', name: '周桂兰' });
  marry(husband.person, wife.person);
  note('couple', husband, '夫妻同时轮候，希望同住；各自保留自己的轮候时间。', true);
  note('couple', wife, '夫妻同时轮候，希望同住；各自保留自己的轮候时间。', true);

  const widow = waiting.apply({
    ...together,
    sex: 'female',
    name: '谢月娥',
    submittedOn: ago(290),
    choices: [qijialing],
    note: '原与丈夫同时申请',
  });
  const dead = people.add({ sex: 'male', level: 2, dementia: false, since: ago(300), ages: [84, 88], name: '谢祖望' });
  marry(dead, widow.person);
  dead.applicant.diedOn = ago(58);
  widow.person.applicant.livingAlone = true;
  note('survivor', widow, '丈夫于轮候期间去世，本人轮候时间不得改变。', true);

  for (const [i, who] of rareNames.entries()) {
    const a = waiting.apply({
      ...who,
      level: i % 4,
      service: i % 4 >= 3 ? 'nursing' : 'residential',
      submittedOn: ago(40 + 17 * i),
    });
    note('rare_characters', a, '姓名含生僻字（部分为四字节字符），须正确显示、排序、检索和导出。');
  }
  note(
    'long_name',
    waiting.apply({ ...longName, level: 2, service: 'nursing', submittedOn: ago(77) }),
    '15 个字的少数民族姓名，含间隔号。',
  );
  note(
    'one_character',
    waiting.apply({ sex: 'female', name: '易兰', level: 2, service: 'nursing', submittedOn: ago(63) }),
    '单字名，脱敏后仅剩姓。',
  );

  const memory = { level: 3, dementia: true, service: 'nursing' as const, submittedOn: ago(150), acceptAny: false };
  note(
    'dementia',
    waiting.apply({ ...memory, name: '汤静娴', sex: 'female', choices: [guozhen] }),
    '失智老人只选了没有认知照护专区的机构：有空床，但没有适合的床。',
    true,
  );
  note(
    'assessment_expired',
    waiting.apply({
      level: 3,
      name: '黄贵和',
      sex: 'male',
      service: 'nursing',
      submittedOn: ago(395),
      lapsedAssessment: true,
      choices: [qijialing],
      acceptAny: false,
    }),
    '轮候期间能力评估已过期，须先复评，不能按旧等级分配。',
    true,
  );
  note(
    'centenarian',
    waiting.apply({
      level: 2,
      name: '廖满秀',
      sex: 'female',
      ages: [101, 101],
      service: 'home',
      submittedOn: ago(30),
      categories: ['no_family'],
    }),
    '101 岁，无子女，希望在家养老。',
  );

  const sick = waiting.apply({
    level: 2,
    name: '龙伏生',
    sex: 'male',
    service: 'residential',
    submittedOn: ago(16),
    reviewedAfter: null,
    stage: 'all_opinions',
  });
  sick.person.applicant.infectiousDisease = true;
  note('infectious', sick, '活动性传染病，审核不能通过。');
  const stranger = waiting.apply({
    level: 1,
    name: '贺先进',
    sex: 'male',
    service: 'residential',
    submittedOn: ago(13),
    reviewedAfter: null,
    stage: 'all_opinions',
  });
  stranger.person.applicant.hukouDistrict = '430603';
  stranger.person.applicant.residentSince = ago(100);
  note('not_resident', stranger, '外区户籍，居住不满 6 个月。');

  const day = ledger.stays.find(
    (s) => !s.dischargedOn && s.claim.weekdays !== '{[1,8)}' && s.funding === 'private' && s.admittedOn < ago(60),
  );
  const attending = people.list.find((p) => p.applicant.id === day?.applicantId);
  if (attending)
    note(
      'day_and_night',
      waiting.apply({ level: 2, service: 'residential', submittedOn: ago(20), choices: [yanshou] }, attending),
      '正在日间照料，同时轮候全托床位：不算重复占床。',
    );
  const home = ledger.stays.find(
    (s) => s.dischargeKind === 'home' && s.claim.residential && (s.dischargedOn ?? '') > ago(200),
  );
  const back = people.list.find((p) => p.applicant.id === home?.applicantId && !p.applicant.diedOn);
  if (back)
    note(
      'came_back',
      waiting.apply(
        { level: 2, service: 'residential', submittedOn: ago(12), reviewedAfter: null, stage: 'submitted' },
        back,
      ),
      '曾入住并回家，现再次申请；原能力评估可能已过期。',
    );

  // The person who will turn down three offers within a year and then applies again.
  const barred = waiting.apply({
    level: 4,
    name: '彭大柱',
    sex: 'male',
    service: 'nursing',
    submittedOn: ago(330),
    categories: ['severe_disability'],
    acceptAny: true,
    radiusKm: 30,
    choices: [qijialing],
    needs: [],
  });
  barred.person.applicant.carerAbsent = true;
  barred.person.applicant.livingAlone = true;
  barred.person.applicant.carerHardships = 5;
  const again = waiting.apply(
    { level: 4, service: 'nursing', submittedOn: ago(11), reviewedAfter: null, stage: 'all_opinions' },
    barred.person,
  );
  note('barred', again, '12 个月内三次未按约定入住，限制期内再次申请，审核不能通过。', true);
  return { awkward, keepWaiting, barred };
}

/** Facilities that are awkward in themselves. */
export function facilityCases(facilities: PlannedFacility[]): Awkward[] {
  const one = (key: string, about: string, is: (f: PlannedFacility) => boolean): Awkward[] => {
    const f = facilities.find(is);
    return f ? [{ key, name: f.facility.name, about, facility: f.facility.id }] : [];
  };
  return [
    ...one('never_confirmed', '从未确认过床位：不进入“有空床”筛选。', (f) => f.confirmedHoursAgo === null),
    ...one('week_old', '七天以上未确认，应提醒民政部门。', (f) => (f.confirmedHoursAgo ?? 0) > 168),
    ...one('three_days_old', '超过 72 小时未确认：灰色，不进入“有空床”筛选。', (f) => {
      const h = f.confirmedHoursAgo ?? 0;
      return h > 72 && h <= 168;
    }),
    ...one('no_price', '未填报价格：显示“未填报”，不显示 0。', (f) => f.facility.careFeeMinFen === null),
  ];
}
