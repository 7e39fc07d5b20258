import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { date } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { inLanguage } from '../ui/queue-words.ts';
import { word } from '../ui/words.ts';

export type Replies = InferResponseType<(typeof client.api.v1.applications)[':id']['reply']['$get'], 200>;
export type Reply = Replies['replies'][number];
export type Item = Reply['items'][number];

const outcomes: Record<Reply['outcome'], string> = {
  queued: key('符合条件，列入轮候'),
  ineligible: key('不符合条件'),
  appeal_dismissed: key('申诉不成立，维持原决定'),
};
export const outcomeWord = (outcome: Reply['outcome']) => t(outcomes[outcome]);

const ruleSets: Record<string, string> = { 'case-rules': key('办件规则'), 'queue-rules': key('轮候规则') };
/** The rules a reply rests on, `case-rules v1; queue-rules v2`, by the names they are published under. */
export const rulesWord = (versions: string): string =>
  versions
    .split('; ')
    .map((one) => {
      const [, set = '', n = ''] = /^([a-z-]+) v(\d+)$/.exec(one) ?? [];
      return ruleSets[set] ? t('{rules}第 {n} 版', { rules: t(ruleSets[set]), n }) : one;
    })
    .join(t('、'));

/** What was asked, what came of it and why, in words; codes and sentences are the server's. */
export function itemWords(item: Item): { what: string; outcome: string; why: string[] } {
  switch (item.item) {
    case 'place': {
      const why = item.reasons.map((r) => inLanguage(r.message_zh, r.message_en));
      return {
        what: word('bed', item.service),
        outcome: item.outcome === 'granted' ? t('同意列入轮候') : t('不予列入轮候'),
        why: [
          ...(item.track ? [t('按 {track} 通道轮候', { track: item.track })] : []),
          ...why,
          ...(item.note ? [item.note] : []),
        ],
      };
    }
    case 'opinion':
      return {
        what: t('{office}意见', { office: word('department', item.department) }),
        outcome: word('opinion', item.outcome),
        why: item.reason ? [word('opinion_reason', item.reason)] : [],
      };
    case 'notice':
      return {
        what: t('公示'),
        outcome: t('无异议或异议不成立'),
        why: [t('{from}至{until}公示', { from: date(item.from), until: date(item.until) })],
      };
    case 'appeal':
      return { what: t('申诉'), outcome: t('维持原决定'), why: [item.note] };
  }
}
