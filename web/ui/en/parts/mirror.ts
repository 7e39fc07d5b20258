import type { Dictionary } from '../../i18n.ts';

/** English of beds over time and of how homes answer; part of the kit's dictionary. */
export const mirror: Dictionary = {
  床位变化: 'Beds over time',
  '两年，按月': 'Two years, by month',
  '90 天，按日': '90 days, by day',
  '{when}：{figures}': '{when}: {figures}',
  看哪一个时点: 'Which moment to read',
  '每点是当月各日的平均，本月算到今天。':
    'Each point is the mean of the days of its month; this month as far as today.',
  '每点是当日结束时，今天是现在。': 'Each point is the end of its day; today is now.',
  '从床位登记和入住、保留、停用的记录逐日推算，自{date}起；日托床位只在约定的星期几算在住。':
    'Worked out day by day from the register of beds and the records of stays, holds and closures, from {date} on; a day place counts as occupied only on its agreed weekdays.',
  时间: 'Time',
  照护条件达不到老人需要: 'We cannot meet the need',
  床位暂不能使用: 'The bed is not ready',
  院内传染病防控期: 'Infection control',
  其他原因: 'Another reason',
  经营概览: 'Overview',
  各机构答复率: 'How homes answer',
  样本太少: 'too few',
  '{why} {n}': '{why} {n}',
  备案: 'Filed',
  '下载 CSV': 'Download CSV',
};
