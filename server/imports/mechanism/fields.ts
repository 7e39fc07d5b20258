// Decides which columns a list of beds, residents or facilities may have, by which words they are known, and how each is read.
import type { RawCell } from '../../kernel/table.ts';
import {
  type Dates,
  isDash,
  type Read,
  readDate,
  readDecimal,
  readFee,
  readFloor,
  readIdCell,
  readLevel,
  readList,
  readPhone,
  readText,
  readWeekdays,
  readWhole,
  readWord,
  readYesNo,
} from './cells.ts';

export const importKinds = ['beds', 'residents'] as const;
export type ImportKind = (typeof importKinds)[number];
export type ListKind = ImportKind | 'facilities';

type Words = Record<string, readonly string[]>;
export type Shape =
  | 'text'
  | 'whole'
  | 'floor'
  | 'fee'
  | 'decimal'
  | 'day'
  | 'yes_no'
  | 'level'
  | 'weekdays'
  | 'id_no'
  | 'phone'
  | { words: Words }
  | { list: Words; free?: true };
export type Field = {
  key: string;
  /** as templates, exports and sentences call it */
  zh: string;
  en: string;
  /** what else lists call it, without spaces, brackets and units, in small letters */
  also: readonly string[];
  shape: Shape;
  needed?: true;
  /** 无, - and / are an empty cell here */
  dash?: true;
  /** what an empty cell means: that it is not filled in, or nothing at all (what is known stays) */
  empty: 'unfiled' | 'silent';
};

const bedKinds: Words = {
  residential: ['全托', '全托床位', '普通床位', '普通型', '普通型床位', '机构养老床位', '长期托养'],
  nursing: ['护理型', '护理型床位', '护理床位', '护理床'],
  day: ['日托', '日托床位', '日间照料', '日间照料床位'],
  home: ['家庭养老床位', '家庭床位', '家床'],
};
const pools: Words = {
  reserve: ['特困预留', '保障床位', '兜底保障', '兜底', '特困', '预留'],
  subsidised: ['政府购买', '政府购买服务', '补贴床位', '普惠', '普惠床位'],
  market: ['自费', '市场', '社会床位', '市场化', '自费床位'],
};
const roomSexes: Words = {
  male: ['男室', '男', '男性', '男房', '男间', '仅限男'],
  female: ['女室', '女', '女性', '女房', '女间', '仅限女'],
  single_sex: ['同性别', '男或女', '同性', '限同性', '未定'],
  mixed: ['不限性别', '不限', '混住', '夫妻房', '夫妻', '男女不限'],
};
const equipment: Words = {
  call_bell: ['呼叫铃', '呼叫器', '呼叫系统'],
  care_bed: ['护理床', '电动护理床'],
  oxygen: ['供氧', '吸氧', '氧气'],
  private_bath: ['独立卫生间', '独卫', '卫生间'],
};
const discharges: Words = {
  home: ['回家', '返家', '居家'],
  hospital: ['转医院', '住院', '医院'],
  other_facility: ['转其他机构', '转院', '转其他养老机构'],
  death: ['离世', '死亡', '去世', '病故'],
  breach: ['违约退住', '违约', '欠费退住'],
};
const facilityKinds: Words = {
  nursing_home: ['养老院', '敬老院', '养老机构', '福利院', '社会福利院', '老年公寓'],
  community_point: ['社区居家养老点', '社区居家养老示范点', '居家养老示范点', '社区养老服务站', '居家养老服务站'],
  day_care: ['日间照料中心', '老年人日间照料中心', '日照中心'],
  medical_point: ['医疗护理点', '养老医疗护理点', '护理院', '医养结合机构'],
};
const natures: Words = {
  public: ['公办', '公办公营', '公建公营'],
  private: ['民办', '民营', '民办非企业', '民建民营', '私营'],
  public_private: ['公建民营', '公办民营'],
};
const services: Words = {
  meals: ['助餐', '膳食', '餐饮', '送餐'],
  cleaning: ['助洁', '保洁', '清洁'],
  bathing: ['助浴', '洗浴'],
  rehabilitation: ['康复', '康复训练'],
  medical: ['医疗', '诊疗', '医疗服务'],
  outings: ['助行', '外出', '文娱'],
  visits: ['探访', '巡访', '上门'],
};

const building: Field = {
  key: 'building',
  zh: '楼栋',
  en: 'building',
  also: ['楼号', '楼', '栋', '栋号', '楼宇', '院区'],
  shape: 'text',
  empty: 'silent',
};
const roomNo: Field = {
  key: 'room_no',
  zh: '房间号',
  en: 'room',
  also: ['房号', '房间', '房间编号', '室号', '寝室', 'roomno', 'roomnumber'],
  shape: 'text',
  needed: true,
  empty: 'silent',
};
const bedNo: Field = {
  key: 'bed_no',
  zh: '床号',
  en: 'bed',
  also: ['床位号', '床位', '床位编号', '床', 'bedno', 'bednumber'],
  shape: 'text',
  needed: true,
  empty: 'silent',
};
const externalId: Field = {
  key: 'external_id',
  zh: '本院编号',
  en: 'own number',
  also: ['院内编号', '系统内编号', '编号', '外部编号', 'externalid', 'id'],
  shape: 'text',
  dash: true,
  empty: 'unfiled',
};

/** The columns of each list, in the order of its template. */
export const fieldsOf: Record<ListKind, readonly Field[]> = {
  beds: [
    building,
    { key: 'floor', zh: '楼层', en: 'floor', also: ['层', '所在楼层', '层数'], shape: 'floor', empty: 'silent' },
    roomNo,
    {
      key: 'room_sex',
      zh: '房间性别',
      en: 'room for',
      also: ['性别', '男女', '房间类型', '入住性别', '限住性别'],
      shape: { words: roomSexes },
      empty: 'silent',
    },
    bedNo,
    {
      key: 'kind',
      zh: '床位类别',
      en: 'kind',
      also: ['类别', '床位类型', '床位性质', '类型', 'bedkind', 'bedtype'],
      shape: { words: bedKinds },
      empty: 'silent',
    },
    {
      key: 'level_min',
      zh: '最低接收等级',
      en: 'lowest level',
      also: ['最低等级', '等级下限', '接收等级下限', '最低能力等级', 'levelmin'],
      shape: 'level',
      empty: 'silent',
    },
    {
      key: 'level_max',
      zh: '最高接收等级',
      en: 'highest level',
      also: ['最高等级', '等级上限', '接收等级上限', '最高能力等级', 'levelmax'],
      shape: 'level',
      empty: 'silent',
    },
    {
      key: 'dementia',
      zh: '失智照护',
      en: 'dementia care',
      also: ['失智', '认知症照护', '认知障碍照护', '失智床位', '认知症'],
      shape: 'yes_no',
      empty: 'silent',
    },
    {
      key: 'equipment',
      zh: '设备',
      en: 'equipment',
      also: ['设施', '配置', '房间设施', '设施设备'],
      shape: { list: equipment, free: true },
      empty: 'silent',
    },
    {
      key: 'pool',
      zh: '床位用途',
      en: 'pool',
      also: ['用途', '床位池', '资金来源', '床位来源', '保障类型'],
      shape: { words: pools },
      empty: 'silent',
    },
    {
      key: 'fee_fen',
      zh: '床位费',
      en: 'fee a month',
      also: ['床位费用', '月床位费', '床费', '价格', '收费标准', '月费', 'fee'],
      shape: 'fee',
      dash: true,
      empty: 'unfiled',
    },
    externalId,
  ],
  residents: [
    {
      key: 'name',
      zh: '姓名',
      en: 'name',
      also: ['老人姓名', '入住老人', '长者姓名', '住养人'],
      shape: 'text',
      needed: true,
      empty: 'silent',
    },
    {
      key: 'id_no',
      zh: '身份证号',
      en: 'ID number',
      also: ['身份证号码', '身份证', '公民身份号码', '证件号码', '证件号', 'idno', 'idnumber'],
      shape: 'id_no',
      needed: true,
      empty: 'silent',
    },
    {
      key: 'phone',
      zh: '电话',
      en: 'phone',
      also: ['联系电话', '手机', '手机号', '手机号码', '本人电话'],
      shape: 'phone',
      dash: true,
      empty: 'unfiled',
    },
    building,
    roomNo,
    bedNo,
    {
      key: 'admitted_on',
      zh: '入住日期',
      en: 'admitted on',
      also: ['入院日期', '入住时间', '入院时间', '入住日', '入托日期', 'admittedon'],
      shape: 'day',
      needed: true,
      empty: 'silent',
    },
    {
      key: 'discharged_on',
      zh: '离院日期',
      en: 'left on',
      also: ['退住日期', '出院日期', '离院时间', '退住时间', '离开日期'],
      shape: 'day',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'discharge_kind',
      zh: '离院去向',
      en: 'left for',
      also: ['退住原因', '离院原因', '去向', '退住去向'],
      shape: { words: discharges },
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'weekdays',
      zh: '日托星期',
      en: 'weekdays',
      also: ['星期', '到托日', '日托时间', '每周'],
      shape: 'weekdays',
      empty: 'silent',
    },
    {
      key: 'level',
      zh: '照护等级',
      en: 'level',
      also: ['能力等级', '失能等级', '护理等级', '评估等级', '等级'],
      shape: 'level',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'risk_assessed_on',
      zh: '风险评估日期',
      en: 'risks assessed on',
      also: ['安全风险评估日期', '入院评估日期', '评估日期'],
      shape: 'day',
      dash: true,
      empty: 'unfiled',
    },
    externalId,
  ],
  facilities: [
    {
      key: 'name',
      zh: '机构名称',
      en: 'name',
      also: ['名称', '机构', '养老机构名称', '单位名称', '设施名称', 'facility'],
      shape: 'text',
      needed: true,
      empty: 'silent',
    },
    {
      key: 'kind',
      zh: '机构类别',
      en: 'kind',
      also: ['类别', '类型', '机构类型', '设施类型'],
      shape: { words: facilityKinds },
      needed: true,
      empty: 'silent',
    },
    {
      key: 'community',
      zh: '所在社区',
      en: 'community',
      also: ['社区', '村', '社区/村', '社区代码', '村居'],
      shape: 'text',
      needed: true,
      empty: 'silent',
    },
    {
      key: 'street',
      zh: '所在街道',
      en: 'street',
      also: ['街道', '乡镇', '街道/乡镇', '镇街', '街道代码'],
      shape: 'text',
      empty: 'silent',
    },
    {
      key: 'address',
      zh: '地址',
      en: 'address',
      also: ['详细地址', '机构地址', '通讯地址', '住所'],
      shape: 'text',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'lng',
      zh: '经度',
      en: 'longitude',
      also: ['lng', 'lon', 'long', 'x', '东经'],
      shape: 'decimal',
      needed: true,
      empty: 'silent',
    },
    {
      key: 'lat',
      zh: '纬度',
      en: 'latitude',
      also: ['lat', 'y', '北纬'],
      shape: 'decimal',
      needed: true,
      empty: 'silent',
    },
    {
      key: 'phone',
      zh: '电话',
      en: 'phone',
      also: ['联系电话', '服务电话', '机构电话'],
      shape: 'phone',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'nature',
      zh: '机构性质',
      en: 'nature',
      also: ['性质', '运营方式', '运营性质', '所有制'],
      shape: { words: natures },
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'stars',
      zh: '星级',
      en: 'stars',
      also: ['等级', '等级评定', '评定等级', '星级评定'],
      shape: 'whole',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'stars_source',
      zh: '星级来源',
      en: 'who gave the stars',
      also: ['评定依据', '评定机关', '等级来源'],
      shape: 'text',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'medical_insurance',
      zh: '医保定点',
      en: 'medical insurance',
      also: ['医保', '是否医保定点'],
      shape: 'yes_no',
      empty: 'unfiled',
    },
    {
      key: 'long_term_care_insurance',
      zh: '长护险定点',
      en: 'long-term care insurance',
      also: ['长护险', '长期护理保险', '是否长护险定点'],
      shape: 'yes_no',
      empty: 'unfiled',
    },
    {
      key: 'consumption_coupon',
      zh: '消费券',
      en: 'consumption coupon',
      also: ['养老消费券', '是否支持消费券', '消费补贴'],
      shape: 'yes_no',
      empty: 'unfiled',
    },
    {
      key: 'dementia_unit',
      zh: '认知症专区',
      en: 'dementia unit',
      also: ['失智专区', '认知障碍专区', '失智照护区'],
      shape: 'yes_no',
      empty: 'unfiled',
    },
    {
      key: 'services',
      zh: '服务项目',
      en: 'services',
      also: ['服务', '服务内容'],
      shape: { list: services },
      empty: 'unfiled',
    },
    {
      key: 'care_fee_min_fen',
      zh: '护理费下限',
      en: 'care fee from',
      also: ['最低护理费'],
      shape: 'fee',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'care_fee_max_fen',
      zh: '护理费上限',
      en: 'care fee to',
      also: ['最高护理费'],
      shape: 'fee',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'meal_fee_fen',
      zh: '膳食费',
      en: 'meals',
      also: ['伙食费', '餐费'],
      shape: 'fee',
      dash: true,
      empty: 'unfiled',
    },
    { key: 'deposit_fen', zh: '押金', en: 'deposit', also: ['保证金'], shape: 'fee', dash: true, empty: 'unfiled' },
    {
      key: 'filed_on',
      zh: '备案日期',
      en: 'filed on',
      also: ['备案时间', '成立日期', '登记日期'],
      shape: 'day',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'beds',
      zh: '床位数',
      en: 'beds',
      also: ['核定床位', '备案床位', '总床位', '床位总数', '核定床位数'],
      shape: 'whole',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'residents',
      zh: '在住人数',
      en: 'residents',
      also: ['入住人数', '在院人数', '入住老人数', '实际入住'],
      shape: 'whole',
      dash: true,
      empty: 'unfiled',
    },
    {
      key: 'credit_code',
      zh: '统一社会信用代码',
      en: 'credit code',
      also: ['信用代码', '社会信用代码', 'uscc'],
      shape: 'text',
      dash: true,
      empty: 'unfiled',
    },
    externalId,
  ],
};

/** What a list calls things in its own words: field → its word → ours. */
export type OwnWords = Record<string, Record<string, string>>;

/** Reads one cell as its field says. Undefined: nothing is said of the field. */
export function readCell(field: Field, cell: RawCell, own: OwnWords, dates: Dates): Read<unknown> | undefined {
  const text = readText(cell);
  const empty = text.value === null && !text.problem;
  if (empty || (field.dash && text.value !== null && isDash(text.value)))
    return field.empty === 'unfiled' ? { value: null } : undefined;
  const words = own[field.key];
  const { shape } = field;
  if (typeof shape === 'object')
    return 'words' in shape ? readWord(cell, shape.words, words) : readList(cell, shape.list, words, shape.free);
  switch (shape) {
    case 'text':
      return text;
    case 'whole':
      return readWhole(cell);
    case 'floor':
      return readFloor(cell);
    case 'fee':
      return readFee(cell);
    case 'decimal':
      return readDecimal(cell);
    case 'day':
      return readDate(cell, dates);
    case 'yes_no':
      return readYesNo(cell);
    case 'level':
      return readLevel(cell, words);
    case 'weekdays':
      return readWeekdays(cell);
    case 'id_no':
      return readIdCell(cell);
    case 'phone':
      return readPhone(cell);
  }
}

/** The word of ours that an export writes and an import reads back. */
export const wordOf = (shape: Shape, code: string): string => {
  const words = typeof shape === 'object' ? ('words' in shape ? shape.words : shape.list) : {};
  return words[code]?.[0] ?? code;
};
