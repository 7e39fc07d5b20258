/** What is said of checks, findings and visits on site. */
export const inspectionMessages = {
  check_off: ['这项稽查今天没有启用。', 'This check is not switched on today.'],
  check_threshold: [
    '“{name}”应为 {least} 到 {most} 之间的整数。',
    '“{name}” is a whole number from {least} to {most}.',
  ],
  check_past: [
    '{date} 已经开始，新版本最早从明天起。',
    '{date} has begun; a new version begins tomorrow at the earliest.',
  ],
  check_overlap: [
    '这项稽查已有从 {date} 起的版本，请选更晚的日子。',
    'There is a version of this check from {date}; choose a later day.',
  ],
  finding_state: [
    '这个问题现在是“{status}”，不能这样办。请刷新后再看。',
    'This finding is now “{status}”, so that is not possible. Please reload.',
  ],
  finding_whom: [
    '这个问题不属于某一家机构，请指定一位工作人员。',
    'This is about no single facility: choose somebody of the bureau.',
  ],
  finding_own_work: [
    '整改的人不能复核自己的整改，请换人复核。',
    'Whoever put it right does not check it; somebody else has to.',
  ],
  visit_future: ['到场时间还没到。', 'The time of the visit is still to come.'],
  visit_old: [
    '到场时间超过 {days} 天，请当天或次日登记；已过的请重新到场。',
    'The visit was more than {days} days ago. Record it at once; otherwise go again.',
  ],
  visit_before: [
    '到场时间早于要核对的事（整改或抽样），请核对。',
    'The visit is earlier than what it is to look at. Please check the time.',
  ],
  visit_place: [
    '位置不在中国或经纬度不全，可以不填。',
    'The position is not in China or only half given; it may be left out.',
  ],
  visit_photo: ['到机构现场须拍照，请至少加一张。', 'A visit to a facility needs a photo: add one at least.'],
  photos_many: ['一次最多 {limit} 张照片。', 'At most {limit} photos at a time.'],
  sample_empty: ['没有可抽的机构。', 'There is no facility to draw from.'],
  sample_size: ['抽样数应在 1 到 {most} 之间。', 'Draw from 1 to {most}.'],
  spot_not_drawn: ['这家机构不在这次抽样里。', 'This facility is not in the sample.'],
  spot_beds: [
    '空床数超过该机构登记的 {beds} 张床，请核对。',
    'More free beds than the {beds} filed there. Please count again.',
  ],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

/** What the values in them are called. */
export const inspectionWords = {
  finding_found: ['待交办', 'to be assigned'],
  finding_assigned: ['整改中', 'being put right'],
  finding_rectified: ['待复核', 'to be checked'],
  finding_checked: ['待销号', 'to be closed'],
  finding_closed: ['已销号', 'closed'],
  finding_dismissed: ['不成立', 'dismissed'],
  threshold_months: ['回看月数', 'months looked back'],
  threshold_window_days: ['回看天数', 'days looked back'],
  threshold_both_days: ['可同时天数', 'days at once'],
  threshold_grace_days: ['宽限天数', 'days of grace'],
  threshold_days: ['天数', 'days'],
  threshold_beds: ['床数差', 'beds'],
  threshold_hours: ['小时数', 'hours'],
  threshold_people: ['人数差', 'people'],
  threshold_percent: ['涨幅（%）', 'rise (%)'],
  threshold_least: ['最少字数', 'characters at least'],
  threshold_settle_days: ['审定天数', 'days to approve'],
  threshold_tolerance: ['允许差数', 'difference allowed'],
  threshold_working: ['按工作日计限期', 'term in working days'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
