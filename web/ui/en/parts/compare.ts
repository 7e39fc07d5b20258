import type { Dictionary } from '../../i18n.ts';

/** English of choosing places to compare, and of the way on to an application. */
export const compare: Dictionary = {
  去申请: 'Apply',
  '最多比较 {n} 家，请先去掉一家。': 'At most {n} can be compared; take one away first.',
  已加入比较: 'Chosen to compare',
  加入比较: 'Compare',
  '已选 1 家，再选一家就能比较': 'One chosen; choose another to compare',
  '已选 {n} 家': '{n} chosen',
  比较: 'Compare them',
  清空: 'Clear',
  帮我选: 'Help me choose',
};
