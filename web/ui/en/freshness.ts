import type { Dictionary } from '../i18n.ts';

/** English of web/freshness. */
const dictionary: Dictionary = {
  确认床位数据: 'Confirm the figures',
  '共 {n} 床': ['{n} bed in all', '{n} beds in all'],
  '这些数字现在还对吗？': 'Do these numbers still hold?',
  '有变化：请登录后在床位页更新，更新后就不用再确认。':
    'Something changed? Sign in and update the beds; that counts as confirming.',
  登录更新床位: 'Sign in and update',
  已确认: 'Confirmed',
  '{when}确认。公众看到的空床时间已更新，可以关闭此页。':
    'Confirmed on {when}. The public now sees a fresh figure; you may close this page.',
  链接无效: 'This link is not valid',
  链接已过期: 'This link has expired',
  机构已停止服务: 'The facility has closed',
  登录确认: 'Sign in to confirm',
  '超过 7 天': 'over 7 days',
  '超过 72 小时': 'over 72 hours',
  '超过 24 小时': 'over 24 hours',
  '各机构的数据都在 24 小时以内': 'Every facility’s figures are under 24 hours old',
  '超过 24 小时没有确认的机构会列在这里。': 'Facilities that have not confirmed for 24 hours appear here.',
  按时效查看: 'By age',
  '超过 24 小时提醒机构，超过 72 小时公众按“有空床”查不到，超过 7 天由民政电话核实。':
    'After 24 hours the facility is reminded, after 72 hours families who look for a free bed no longer find it, after 7 days the bureau calls.',
  没有这样的机构: 'No such facility',
  时效: 'Age',
  上次确认: 'Confirmed',
  '从未确认，{when}登记': 'never; registered {when}',
  上次填报空床: 'Free when last filed',
  最近提醒: 'Last reminder',
  '机构没有账号，提醒送不到': 'No sign-in there: nobody can be reminded',
  还没有提醒: 'none yet',
  '{when}提醒民政': 'bureau, {when}',
  '{when}提醒机构': 'facility, {when}',
  任何类型: 'Any kind',
  类型: 'Kind',
  筛选: 'Filters',
  全区: 'Whole district',
};
export default dictionary;
