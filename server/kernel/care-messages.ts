/** What is said of confirming by link, of days at the day centre and of visits at home. */
export const careMessages = {
  link_unknown: [
    '这个链接无效。请从收到的消息里重新打开，或登录“颐位”后在床位页确认。',
    'This link is not valid. Open it again from the message, or sign in and confirm on the bed board.',
  ],
  link_expired: [
    '这个链接已过期。请登录“颐位”，在床位页一键确认。',
    'This link has expired. Sign in and confirm on the bed board.',
  ],
  attendance_not_day: ['此人没有日托床位。', 'This person has no place at the day centre.'],
  attendance_future: ['{date} 还没到，不能登记。', '{date} is still to come.'],
  attendance_too_old: [
    '{date} 太早：只能登记和更正最近 {days} 天的到场。',
    '{date} is too far back: only the last {days} days can be filled in or corrected.',
  ],
  attendance_not_here: [
    '{date} 此人不在本机构：尚未入住或已经退住。',
    'On {date} this person was not with the facility: not yet, or no longer.',
  ],
  attendance_not_due: [
    '此人这天没有安排，只能登记临时到场。',
    'This person was not due that day; only coming can be recorded.',
  ],
  visit_not_home: ['此人没有家庭养老床位。', 'This person has no home bed.'],
  visit_future: [
    '上门时间在现在之后，服务开始后才能登记。',
    'The visit begins after now; record it once it has begun.',
  ],
  visit_too_early: ['上门时间早于服务开始日 {date}。', 'The visit is before the service began on {date}.'],
  visit_too_late: [
    '服务已于 {date} 结束，不能登记之后的上门。',
    'The service ended on {date}; a later visit cannot be recorded.',
  ],
  visit_overlaps: [
    '与同一老人 {from}–{to} 的另一次上门时间重叠。',
    'Overlaps another visit to the same person, {from}–{to}.',
  ],
  visit_corrected: [
    '这条记录已被更正，请在最新的一条上更正。',
    'This record has been corrected already; correct the latest one.',
  ],
  visit_cancelled: ['这次上门已更正为“没有发生”。', 'This visit has been corrected to “did not happen”.'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
