import type { InferResponseType } from 'hono/client';
import type { RiskKind, Sign } from '../../server/assessments/rules.ts';
import type { client } from '../api.ts';
import { key, lang, t } from '../ui/i18n.ts';

export type Order = InferResponseType<typeof client.api.v1.assessments.$get, 200>['assessments'][number];
export type Form = InferResponseType<(typeof client.api.v1.assessments)[':id']['$get'], 200>;
export type Result = InferResponseType<(typeof client.api.v1.assessments)[':id']['result']['$get'], 200>;

/** A text of the standard in the reader's language. */
export const said = (of: { zh: string; en: string }) => (lang.value === 'en' ? of.en : of.zh);

const signWords: Record<Sign, string> = {
  eating: key('自己吃饭'),
  dressing: key('自己穿衣'),
  bed: key('自己上下床'),
  toilet: key('自己如厕'),
  walking: key('室内行走'),
  bathing: key('自己洗澡'),
};
export const signWord = (sign: Sign) => t(signWords[sign]);

const risks: Record<RiskKind, string> = {
  fall: key('跌倒'),
  choking: key('噎食'),
  suicide: key('自杀'),
  self_harm: key('自伤'),
  wandering: key('走失'),
  other: key('其他'),
};
export const riskWord = (kind: RiskKind) => t(risks[kind]);

const selfCares: Record<string, string> = {
  full: key('具备生活自理能力（全自理）'),
  partial: key('部分丧失生活自理能力（半护理）'),
  none: key('完全丧失生活自理能力（全护理）'),
};
export const selfCareWord = (result: string) => (selfCares[result] ? t(selfCares[result]) : result);

/** Who tells about the person; stored as it is said. */
export const relations = [
  key('本人'),
  key('配偶'),
  key('子女'),
  key('其他亲属'),
  key('雇佣照顾者'),
  key('村（居）工作人员'),
  key('其他'),
];
