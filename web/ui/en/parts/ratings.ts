import type { Dictionary } from '../../i18n.ts';

/** English of what families say of a stay; part of the kit's dictionary. */
export const ratings: Dictionary = {
  照料: 'Care',
  '照料得好不好？': 'How good is the care?',
  尊重: 'Respect',
  '对老人尊重吗？': 'Is the elder treated with respect?',
  饭菜: 'Food',
  '饭菜怎么样？': 'How is the food?',
  房间: 'Room',
  '房间住得舒服吗？': 'Is the room comfortable?',
  说到做到: 'Kept promises',
  '入住前说的，做到了吗？': 'Was what was promised before moving in kept?',
  含有个人信息: 'personal data in it',
  辱骂攻击: 'abuse',
  广告: 'advertising',
  说的不是这家机构: 'about another place',
  '家属，入住 {year} 年春': 'A family, moved in spring {year}',
  '家属，入住 {year} 年夏': 'A family, moved in summer {year}',
  '家属，入住 {year} 年秋': 'A family, moved in autumn {year}',
  '家属，入住 {year} 年冬': 'A family, moved in winter {year}',
  '已隐藏：{reason}': 'Hidden: {reason}',
  机构的答复: 'The home answers',
  '还没有评价。': 'There are no ratings yet.',
  '只有 {n} 条评价，评价太少，不显示分数。': [
    'Only {n} rating: too few to show a mean.',
    'Only {n} ratings: too few to show a mean.',
  ],
  '满分 5 分，{n} 个家庭评价': ['of 5, by {n} family', 'of 5, by {n} families'],
};
