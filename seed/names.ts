import type { Random } from './random.ts';

/** Surnames by rough frequency in northern Hunan, and given names of the generations born 1925–1966. All people are made up. */
const surnames = '李王刘陈张杨周黄彭谢邓曾肖胡何罗吴易欧阳唐谭蒋廖龙汤贺许方潘任戴付余卢毛熊姚万柳夏孟涂丁石姜易兰冯';
const doubles = ['欧阳', '司马', '诸葛', '上官'];
const male =
  '建国 志强 德明 国庆 光华 永福 大柱 新民 家驹 文斌 海生 长生 伏生 楚雄 湘江 岳生 云山 正清 佑成 克勤 福田 春生 金泉 学文 忠义 绍林 启明 立德 祖望 友根 汉武 世昌 炳坤 茂林 冬初 贵和 树森 运来 青山 桂生 兴华 华清 仲秋 治平 维新 跃进 援朝 爱民 先进 保国'.split(
    ' ',
  );
const female =
  '秀英 桂兰 玉珍 淑华 凤英 春梅 腊梅 菊香 金莲 月娥 桃英 爱莲 翠云 惠芳 素珍 冬秀 友莲 满秀 庆华 湘云 素云 银花 桂香 玉兰 凤娇 运秀 元秀 细妹 云霞 佩兰 淑贞 雪梅 秋菊 竹青 慧敏 美玲 巧云 兰芝 珍珍 建华 新莲 国英 文秀 立群 跃华 静娴 丽华 喜梅 红梅 望姣'.split(
    ' ',
  );
const single = '明 华 英 芳 勇 平 兰 珍 山 云 贵 梅 福 霞 林 萍 刚 莲 生 玉'.split(' ');

/** Names that old systems lose: rare and 4-byte characters, one-character given names, a long name with 「·」. */
export const rareNames = [
  { name: '李㴩', sex: 'male' },
  { name: '陈硚生', sex: 'male' },
  { name: '周𬭎', sex: 'male' },
  { name: '王龘', sex: 'male' },
  { name: '彭㛃英', sex: 'female' },
  { name: '刘堃', sex: 'male' },
  { name: '谢䶮', sex: 'male' },
  { name: '黄𣲗兰', sex: 'female' },
] as const;
export const longName = { name: '阿卜杜克热木·买买提依明尼牙孜', sex: 'male' } as const;

export function makeName(r: Random, sex: 'male' | 'female'): string {
  const surname = r.chance(0.01) ? r.pick(doubles) : r.pick([...surnames.replace('欧阳', '')]);
  if (r.chance(0.07)) return surname + r.pick(single);
  return surname + r.pick(sex === 'male' ? male : female);
}
