import type { Dictionary } from '../../i18n.ts';

/** English of how a bed and its room are described; part of the kit's dictionary. */
export const beds: Dictionary = {
  男室: 'men',
  女室: 'women',
  同性别: 'one sex',
  不限性别: 'any',
  呼叫铃: 'Call bell',
  护理床: 'Care bed',
  供氧: 'Oxygen',
  独立卫生间: 'Own bathroom',
  隔离条件: 'Isolation',
  特困预留: 'Reserve',
  政府购买: 'Bought by government',
  市场床位: 'Market',
  周一: 'Mon',
  周二: 'Tue',
  周三: 'Wed',
  周四: 'Thu',
  周五: 'Fri',
  周六: 'Sat',
  周日: 'Sun',
};
