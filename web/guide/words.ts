import type { Situation, Stay, Who, Why, Wish } from '../../server/guide/rules.ts';
import { age, money } from '../ui/format.ts';
import { key, lang, t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';

/** A text of the questions in the reader's language. */
export const said = ([zh, en]: readonly [string, string]) => (lang.value === 'en' ? en : zh);

const whos: Record<Who, string> = {
  self: key('我自己'),
  parent: key('父亲或母亲'),
  spouse: key('老伴'),
  other: key('其他老人'),
};
export const whoWord = (who: Who) => t(whos[who]);

const ages: Record<number, string> = {
  50: key('不到 60 岁'),
  60: key('60–69 岁'),
  70: key('70–79 岁'),
  80: key('80–89 岁'),
  90: key('90–99 岁'),
  100: key('100 岁以上'),
};
export const ageWord = (band: number) => t(ages[band] ?? '');

const stays: Record<Stay, [name: string, about: string]> = {
  full: [key('长期住在机构'), key('有人全天照料')],
  day: [key('白天去，晚上回家'), key('可以选星期几去')],
  home: [key('住在家里，有人上门'), key('助餐、助浴、护理等上门服务')],
  short: [key('短期住一阵'), key('家里人暂时照顾不了，或出院后恢复')],
  unsure: [key('还没想好'), key('各种都看看')],
};
export const stayWord = (stay: Stay) => t(stays[stay][0]);
export const stayAbout = (stay: Stay) => t(stays[stay][1]);

const days = [key('周一'), key('周二'), key('周三'), key('周四'), key('周五')];
export const dayWord = (day: number) => t(days[day - 1] ?? '');

const wishWords: Record<Wish, string> = {
  near: key('离家近，走路 15 分钟以内'),
  price: key('每月自己付的钱不超过预算'),
  dementia: key('有失智专区'),
  medical: key('有医疗服务'),
  medical_insurance: key('医保定点'),
  long_term_care_insurance: key('长护险定点'),
  consumption_coupon: key('能用消费券'),
  stars: key('有官方评定的星级'),
};
export const wishWord = (wish: Wish) => t(wishWords[wish]);

export const situationWord = (of: Situation) => (of === 'none' ? t('都不是') : word('category', of));

/** The sentences of the reasons, by the code the rule gave. */
const sentences: Record<string, string> = {
  bed: key('有 {n} 张适合的空床，{when}确认'),
  bed_dementia: key('失智专区有 {n} 张适合的空床，{when}确认'),
  bed_none: key('现在没有适合的空床'),
  bed_stale: key('空床数是{when}的，已过时，不算有床'),
  bed_unconfirmed: key('空床数从没确认过，不算有床'),
  near: key('步行约 {minutes} 分钟'),
  near_half: key('步行约 {minutes} 分钟，可能超过 15 分钟'),
  near_no: key('步行约 {minutes} 分钟，不算近'),
  near_unknown: key('没有说从哪里出发，不知道多远'),
  price: key('每月自己付约 {sum}'),
  price_within: key('补贴后每月约 {sum}，在您的预算 {max} 以内'),
  price_within_range: key('补贴后每月约 {least} 到 {sum}，看评估等级，都在您的预算 {max} 以内'),
  price_perhaps: key('补贴后每月约 {least} 到 {sum}，看评估等级，可能在预算 {max} 以内'),
  price_within_filed: key('每月约 {sum}（未减补贴），在您的预算 {max} 以内'),
  price_over: key('补贴后每月至少 {sum}，超过预算 {max}'),
  price_over_filed: key('每月至少 {sum}（未减补贴），超过预算 {max}'),
  price_unknown: key('价格未填报，排在后面'),
  dementia: key('有失智专区'),
  dementia_no: key('没有失智专区'),
  dementia_unknown: key('有没有失智专区：未填报'),
  medical: key('有医疗服务'),
  medical_no: key('填报的服务里没有医疗'),
  medical_unknown: key('有没有医疗服务：未填报'),
  medical_insurance: key('是医保定点'),
  medical_insurance_no: key('不是医保定点'),
  medical_insurance_unknown: key('是不是医保定点：未填报'),
  long_term_care_insurance: key('是长护险定点'),
  long_term_care_insurance_no: key('不是长护险定点'),
  long_term_care_insurance_unknown: key('是不是长护险定点：未填报'),
  consumption_coupon: key('能用消费券'),
  consumption_coupon_no: key('不能用消费券'),
  consumption_coupon_unknown: key('能不能用消费券：未填报'),
  stars: key('官方评定 {n} 星'),
  stars_unknown: key('星级未填报'),
};
const sums = new Set(['sum', 'max', 'least']);

export function whyWord({ code, values }: Why, today: Date): string {
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, sums.has(name) ? money(Number(value), true) : value]),
  );
  const when = typeof values.at === 'string' ? age(values.at, today) : '';
  return t(sentences[code] ?? code, { ...shown, when });
}
