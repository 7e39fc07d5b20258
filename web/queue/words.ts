import type { Condition } from '../../server/queue/rules.ts';
import { key, t } from '../ui/i18n.ts';

const categories: Record<string, string> = {
  tekun: key('特困供养'),
  dibao: key('低保'),
  dibao_margin: key('低保边缘'),
  lost_only_child: key('计生特殊家庭'),
  veteran: key('重点优抚'),
  severe_disability: key('重度残疾'),
  no_family: key('孤寡'),
};
export const categoryWord = (kind: string) => (categories[kind] ? t(categories[kind]) : kind);

/** One condition as a sentence: all of it must hold. */
export function conditionText(c: Condition): string {
  const names = (kinds: readonly string[]) => kinds.map(categoryWord);
  const parts = [
    ...(c.categories_any?.length ? [names(c.categories_any).join(t(' 或 '))] : []),
    ...(c.categories_all?.length ? [names(c.categories_all).join(t(' 且 '))] : []),
    ...(c.level_from === undefined ? [] : [t('能力等级 {n} 级及以上', { n: c.level_from })]),
    ...(c.dementia ? [t('失智')] : []),
    ...(c.age_from === undefined ? [] : [t('年满 {n} 岁', { n: c.age_from })]),
  ];
  return parts.join(t('，并且 '));
}

/** The numbers of a rule set: path in the rules, and what they are called. */
export const numbers: [path: string, label: string][] = [
  ['min_age', key('最低年龄（岁）')],
  ['min_residence_months', key('非户籍居住满（月）')],
  ['max_choices', key('最多选定机构（家）')],
  ['initial_check_working_days', key('初审（工作日）')],
  ['response_working_days', key('通知答复（工作日）')],
  ['check_in_working_days', key('接受后入住（工作日）')],
  ['trial_days', key('试住期（天）')],
  ['emergency_days', key('应急安置最长（天）')],
  ['deferral/per_year', key('每年暂缓次数')],
  ['deferral/max_days', key('每次暂缓最长（天）')],
  ['bar/exits', key('拒绝或失约几次后限制申请')],
  ['bar/same_home', key('放弃同一机构几次后限制申请')],
  ['bar/window_months', key('在几个月内累计')],
  ['bar/months', key('限制申请（月）')],
  ['facility_terms/own_street', key('本街道机构加分')],
  ['facility_terms/family_there', key('配偶所在机构加分')],
];

type Tree = Record<string, number | Record<string, number> | undefined>;
export function numberAt(rules: object, path: string): number | undefined {
  const [first = '', second] = path.split('/');
  const found = (rules as Tree)[first];
  return second === undefined ? (found as number | undefined) : (found as Record<string, number> | undefined)?.[second];
}
/** The rules with that number; a number left empty in an optional group is left out. */
export function withNumber<T extends object>(rules: T, path: string, value: number | undefined): T {
  const [first = '', second] = path.split('/');
  if (second === undefined) return { ...rules, [first]: value ?? Number.NaN };
  const { [second]: _old, ...rest } = ((rules as Tree)[first] ?? {}) as Record<string, number>;
  return { ...rules, [first]: value === undefined ? rest : { ...rest, [second]: value } };
}
