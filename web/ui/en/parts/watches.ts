import type { Dictionary } from '../../i18n.ts';

/** English of alerts for free beds, on their own pages and among what a family has. */
export const watches: Dictionary = {
  医保定点: 'Medical insurance',
  长护险定点: 'Long-term care insurance',
  能用消费券: 'Takes the coupon',
  全区的机构: 'Homes of the whole district',
  '{place}周围 {km} 公里内': 'Within {km} km of {place}',
  '收 {n} 级（{word}）': 'takes level {n} ({word})',
  失智照护: 'dementia care',
  '每月 {fen} 以内': 'up to {fen} a month',
  '{n} 星以上': '{n} stars or more',
  '名称有“{text}”': 'named “{text}”',
  '已停掉，不再提醒': 'Ended; you will not be told',
  '已续期，到{date}': 'Goes on until {date}',
  '已到期，不再提醒': 'Run out; tells nothing any more',
  '现在有 {n} 处有空床': ['{n} home has a bed free now', '{n} homes have beds free now'],
  '空 {n} 床': ['{n} bed free', '{n} beds free'],
  ' · {age}由机构确认': ' · confirmed by the home {age}',
  现在还没有合适的空床: 'Nothing that fits is free now',
  '{date}到期': 'Ran out on {date}',
  '到{date}自动停止': 'Stops by itself on {date}',
  '再提醒 90 天': 'Another 90 days',
  不用提醒了: 'End it',
};
