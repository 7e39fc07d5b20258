import type { InferResponseType } from 'hono/client';
import type { Pair } from '../../server/consents/rules.ts';
import type { Consequence } from '../../server/privacy/rules.ts';
import { keepRules, recordKinds } from '../../server/privacy/rules.ts';
import type { client } from '../api.ts';
import { told } from '../ui/consent-terms.tsx';
import { date } from '../ui/format.ts';
import { relationWord } from '../ui/helper-words.ts';
import { key, t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';

type Of = (typeof client.api.v1.applicants)[':id']['privacy'];
export type Privacy = InferResponseType<Of['$get'], 200>;
export type Readings = InferResponseType<Of['readings']['$get'], 200>;
export type Kept = Privacy['erasable']['kept'][number];

const pairOf = (table: Record<string, Pair>, code: string): string => {
  const pair = table[code];
  return pair ? told(pair) : code;
};
export const kindWord = (kind: string): string => pairOf(recordKinds, kind);

/** '已受理的申请：…（机关文件…），到 2036年11月20日' */
export function keptWord(k: Kept): string {
  const rule = keepRules[k.rule as keyof typeof keepRules];
  const values = { kind: kindWord(k.kind), why: told(rule.text), source: told(rule.source) };
  return k.until
    ? t('{kind}：{why}（{source}），到{date}', { ...values, date: date(k.until) })
    : t('{kind}：{why}（{source}）', values);
}

const consequences: Record<Consequence['does'], string> = {
  offer_given_back: key('{name}的入住通知随即退回，床位给下一位；记一次放弃。'),
  application_withdrawn: key('申请 {name} 随即撤回，排位不再保留。'),
  stay_goes_on: key('您在{name}的入住依据服务协议，不因撤回而结束；要离开请找机构或前台办理。'),
  notice_over: key('申请 {name} 的公示已结束，轮候照常；以后不再为它公示。'),
  card_removed: key('账户不再用于发放，银行卡影像（{name} 份）随即删除；以后的补贴请到前台另行登记。'),
  texts_off: key('关于这位老人的短信随即停发；消息仍在“颐位”里看得到。'),
  nothing_open: key('目前没有受影响的事项；以后要用到时会再问您。'),
};
export const consequenceWord = (c: Consequence): string => t(consequences[c.does], { name: c.name });

type Reader = Pick<Readings['readings'][number], 'role' | 'street' | 'department' | 'facility'>;
/** An office as on a door plate; nobody of the staff by name. */
export function officeWord(r: Reader): string {
  const where = r.facility ?? r.street ?? (r.department ? word('department', r.department) : null);
  const role = r.role === 'system' ? t('系统') : r.role === 'public' ? t('公众') : word('role', r.role);
  return where ? t('{office}{role}', { office: where, role }) : role;
}
export function readerWord(r: Readings['readings'][number]): string {
  if (r.self) return t('您本人');
  if (r.role === 'family') return r.relation ? relationWord(r.relation) : t('您家里人');
  return officeWord(r);
}
