import type { Dictionary } from '../i18n.ts';

/** English of an institution's overview. */
const dictionary: Dictionary = {
  '{name}：经营概览': '{name}: overview',
  床位数据时效: 'How fresh the figures are',
  '24 小时内的天数': 'Days with figures under 24 h',
  '{share}（{n} / {of} 天）': '{share} ({n} of {of} days)',
  确认次数: 'Confirmations',
  '{n} 次，平均每天 {mean} 次': '{n}, {mean} a day on average',
  最长未确认: 'Longest without one',
  还没有确认过: 'never confirmed',
  '从 {day} 算到现在。一天结束时数字不超过 24 小时，这一天就算数，也就是当天确认过；今天看最近 24 小时。改动床位也算确认。':
    'Counted from {day} until now. A day counts when its figures were not older than 24 hours at its end, that is, when they were confirmed on it; today counts by the last 24 hours. Changing a bed confirms too.',
  每天确认的次数: 'Confirmations by day',
  日期: 'Day',
  '{n} 小时': ['{n} hour', '{n} hours'],
  '{n} 天': ['{n} day', '{n} days'],
  '全区中位数 {value}（{n} 家）': 'middle of the district {value} ({n} homes)',
  '全区可比的机构不足 {n} 家': 'fewer than {n} homes to compare with',
  转介答复: 'Answers to referrals',
  收到: 'Received',
  '{n} 件': '{n}',
  接受: 'Accepted',
  无法接收: 'Declined',
  逾期未答: 'No answer in time',
  不需再答: 'Answer not needed',
  等待答复: 'Waiting',
  无法接收率: 'Rate of declines',
  '（{n} 件已答复）': ' ({n} answered) ',
  答复用时中位数: 'Middle time to answer',
  '从 {day} 起的入住通知。率 = 无法接收 ÷（接受 + 无法接收），不足 {n} 件已答复的不算率。不需再答：家属先谢绝、民政收回或老人离世。民政看到的是同样的数字，全区只给中位数，不点名。':
    'Offers since {day}. Rate = declined ÷ (accepted + declined), not given below {n} answers. Answer not needed: the family declined first, the bureau took the offer back, or the person died. The bureau sees the same figures; of the district only the middle is shown, without names.',
  逐件: 'One by one',
  通知时间: 'Offered',
  答复: 'Answer',
  答复时间: 'Answered',
  '无法接收：{why}': 'Declined: {why}',
  无数据: 'no data',
};
export default dictionary;
