import { date, number, unfiled } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';

type Category = { kind: string; source: string };
type Card = { issued_on: string; expires_on: string | null } | null;

const yesNo = (value: unknown) => (typeof value === 'boolean' ? (value ? t('是') : t('否')) : unfiled());
const text = (value: unknown) => (typeof value === 'string' && value ? value : unfiled());

/** Every piece of a case a department may be shown, in reading order; what is not in the part is not there at all. */
const lines: [code: string, label: string, say: (value: unknown) => string][] = [
  ['age', key('年龄'), (v) => t('{n} 岁', { n: number(v as number) })],
  ['sex', key('性别'), (v) => word('sex', String(v))],
  ['service', key('申请的服务'), (v) => word('bed', String(v))],
  ['id_no_masked', key('身份证号'), text],
  ['community', key('社区'), text],
  ['resident_since', key('居住起始'), (v) => date(v as string | null)],
  ['living_alone', key('独居'), yesNo],
  ['carer_absent', key('无人照护'), yesNo],
  ['carer_hardships', key('照护困难项数'), (v) => number(v as number | null)],
  [
    'categories',
    key('保障类别'),
    (v) => (v as Category[]).map((one) => word('category', one.kind)).join(t('、')) || t('无'),
  ],
  [
    'disability_card',
    key('残疾人证'),
    (v) => {
      const card = v as Card;
      if (!card) return t('没有');
      return card.expires_on
        ? t('{from}签发，有效期至{to}', { from: date(card.issued_on), to: date(card.expires_on) })
        : t('{from}签发，长期有效', { from: date(card.issued_on) });
    },
  ],
  ['track', key('轮候通道'), (v) => t('{track} 通道', { track: String(v) })],
  ['severe_disability', key('重度残疾'), yesNo],
  ['infectious_disease', key('传染病'), yesNo],
  ['endangers_others', key('危及他人'), yesNo],
  [
    'level',
    key('能力等级'),
    (v) => (typeof v === 'number' ? t('{n} 级 {word}', { n: v, word: word('level', v) }) : t('没有评估')),
  ],
  ['dementia', key('失智'), yesNo],
];

export const partFacts = (part: Record<string, unknown>): [string, string][] =>
  lines.flatMap(([code, label, say]): [string, string][] => (code in part ? [[t(label), say(part[code])]] : []));
