import type { InferResponseType } from 'hono/client';
import type { DocumentType, PaperState } from '../../server/documents/rules.ts';
import type { client } from '../api.ts';
import type { Tone } from './badge.tsx';
import { key, t } from './i18n.ts';
import { word } from './words.ts';

export type Listed = InferResponseType<
  (typeof client.api.v1.applicants)[':id']['documents']['$get'],
  200
>['documents'][number];
export type Hand = NonNullable<Listed['verified_by']>;

/** The papers as people call them, in the order they are asked for. */
export const paperWords: Record<DocumentType, string> = {
  id_card: key('身份证'),
  household_register: key('户口簿'),
  residence_permit: key('居住证'),
  photo: key('近期照片'),
  hardship_proof: key('低保、特困等救助证明'),
  income_proof: key('收入和财产证明'),
  disability_card: key('残疾人证'),
  veteran_card: key('优待证（军人、烈属等）'),
  lost_only_child_proof: key('计生特殊家庭证明'),
  medical_report: key('病历或诊断证明'),
  health_check: key('体检报告'),
  care_assessment: key('能力评估报告'),
  social_security_card: key('社会保障卡'),
  bank_card: key('银行卡（发放补贴）'),
  marriage_certificate: key('结婚证'),
  kinship_proof: key('亲属关系证明'),
  guardianship: key('监护证明'),
  authorisation: key('委托书'),
  consent: key('知情同意书'),
  other: key('其他材料'),
};

export const paperName = (paper: { type: DocumentType; title: string | null }): string =>
  paper.title ?? t(paperWords[paper.type]);

export const stateWords: Record<PaperState, { word: string; tone: Tone }> = {
  valid: { word: key('有效'), tone: 'accent' },
  expiring: { word: key('将到期'), tone: 'amber' },
  unverified: { word: key('待核验'), tone: 'amber' },
  expired: { word: key('已过期'), tone: 'red' },
  superseded: { word: key('已有新件'), tone: 'stale' },
  refused: { word: key('未采用'), tone: 'red' },
};

/** Who did it, as the reader may know it: oneself, the office, and for colleagues the name. */
export function handWord(hand: Hand | null): string {
  if (!hand) return t('系统');
  if (hand.self) return t('您本人');
  const office = hand.office
    ? t('{office}{role}', { office: hand.office, role: word('role', hand.role) })
    : word('role', hand.role);
  return hand.name ? t('{office} · {name}', { office, name: hand.name }) : office;
}
