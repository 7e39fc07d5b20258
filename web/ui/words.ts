import { key, t } from './i18n.ts';

/** The house words (design.md "Words") as the screens show them: one table per word, the code is what the API says. */
const tables = {
  facility: {
    nursing_home: key('养老院'),
    community_point: key('社区居家养老点'),
    day_care: key('日间照料中心'),
    medical_point: key('医疗护理点'),
  },
  bed: { residential: key('全托'), nursing: key('护理型'), day: key('日托'), home: key('家庭养老床位') },
  level: {
    0: key('能力完好'),
    1: key('轻度失能'),
    2: key('中度失能'),
    3: key('重度失能'),
    4: key('完全失能'),
  },
  sex: { male: key('男'), female: key('女'), any: key('不限') },
  override: {
    couple_together: key('夫妻同住'),
    family_nearby: key('便于家人照料'),
    urgent_risk: key('居家风险紧迫'),
    court_or_protection_order: key('司法或保护决定'),
    correction_of_error: key('纠正工作差错'),
    other: key('其他'),
  },
  emergency: {
    carer_lost: key('照护人突然离世或失能'),
    abuse_or_neglect: key('遭受虐待或遗弃'),
    home_unsafe: key('住所不安全'),
    discharged_without_care: key('出院后无人照护'),
    disaster: key('灾害或事故'),
    other: key('其他'),
  },
  role: {
    family: key('家属'),
    institution: key('养老机构'),
    desk: key('社区前台'),
    officer: key('民政'),
    leader: key('分管领导'),
    partner: key('联审部门'),
    assessor: key('评估员'),
    inspector: key('督查'),
    administrator: key('管理员'),
  },
} as const;

export type Word = keyof typeof tables;
export type FacilityKind = keyof (typeof tables)['facility'];
export type Role = keyof (typeof tables)['role'];

/** The shown word for a code; an unknown code is shown as it is rather than hidden. */
export function word(table: Word, code: string | number): string {
  const found = (tables[table] as Record<string | number, string>)[code];
  return found === undefined ? String(code) : t(found);
}

/** Codes of a table in their shown order, for selects and filters. */
export const codes = (table: Word): string[] => Object.keys(tables[table]);
