import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { date } from './format.ts';
import { key, lang, t } from './i18n.ts';

export type RuleSet = InferResponseType<(typeof client.api.v1)['queue-rules']['$get'], 200>['rule_sets'][number];
export type PointRule = RuleSet['rules']['points'][number];
type Key = { track: string; level: number; points: number; queued_at: string; receipt_no: string };
export type KeyName = keyof Key;

const parts: Record<KeyName, string> = {
  track: key('通道'),
  level: key('能力等级'),
  points: key('分值'),
  queued_at: key('开始轮候'),
  receipt_no: key('受理号'),
};
/** What orders people, part by part. */
export const partWord = (part: KeyName) => t(parts[part]);

/** One part of somebody's key as it is shown. */
export const partText = (of: Key, part: KeyName): string =>
  part === 'level'
    ? t('{n} 级', { n: of.level })
    : part === 'points'
      ? t('{n} 分', { n: of.points })
      : part === 'queued_at'
        ? date(of.queued_at)
        : String(of[part]);

/** One line of the points table, without what it gives. */
export function factText(rule: PointRule): string {
  switch (rule.fact) {
    case 'carer_absent':
      return t('无人照护');
    case 'living_alone':
      return t('独居或空巢');
    case 'carer_hardships':
      return t('照护人困难（每项 {each} 分，最多 {max} 分）', { each: rule.each, max: rule.max });
    case 'waited':
      return t('已轮候满 {days} 天', { days: rule.days });
  }
}

/** A text the server keeps in both languages. */
export const inLanguage = (zh: string, en: string) => (lang.value === 'en' ? en : zh);
/** Several reasons as one sentence. */
export const reasonsText = (reasons: readonly { message_zh: string; message_en: string }[]) =>
  reasons.map((r) => inLanguage(r.message_zh, r.message_en)).join(t('；'));
