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
  /** only our own exports have it */
  ours?: true;
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

const field = (
  key: string,
  zh: string,
  en: string,
  also: string,
  shape: Shape,
  more: Partial<Pick<Field, 'needed' | 'dash' | 'empty' | 'ours'>> = {},
): Field => ({ key, zh, en, also: also.split(' '), shape, empty: 'silent', ...more });

const building = field('building', '楼栋', 'building', '楼号 楼 栋 栋号 楼宇 院区', 'text');
const roomNo = field('room_no', '房间号', 'room', '房号 房间 房间编号 室号 寝室 roomno roomnumber', 'text', {
  needed: true,
});
const bedNo = field('bed_no', '床号', 'bed', '床位号 床位 床位编号 床 bedno bednumber', 'text', { needed: true });
const externalId = field(
  'external_id',
  '本院编号',
  'own number',
  '院内编号 系统内编号 编号 外部编号 externalid id',
  'text',
  { dash: true, empty: 'unfiled' },
);

/** The columns of each list, in the order of its template. */
export const fieldsOf: Record<ListKind, readonly Field[]> = {
  beds: [
    building,
    field('floor', '楼层', 'floor', '层 所在楼层 层数', 'floor'),
    roomNo,
    field('room_sex', '房间性别', 'room for', '性别 男女 房间类型 入住性别 限住性别', { words: roomSexes }),
    bedNo,
    field('kind', '床位类别', 'kind', '类别 床位类型 床位性质 类型 bedkind bedtype', { words: bedKinds }),
    field('level_min', '最低接收等级', 'lowest level', '最低等级 等级下限 接收等级下限 最低能力等级 levelmin', 'level'),
    field(
      'level_max',
      '最高接收等级',
      'highest level',
      '最高等级 等级上限 接收等级上限 最高能力等级 levelmax',
      'level',
    ),
    field('dementia', '失智照护', 'dementia care', '失智 认知症照护 认知障碍照护 失智床位 认知症', 'yes_no'),
    field('equipment', '设备', 'equipment', '设施 配置 房间设施 设施设备', { list: equipment, free: true }),
    field('pool', '床位用途', 'pool', '用途 床位池 资金来源 床位来源 保障类型', { words: pools }),
    field('fee_fen', '床位费', 'fee a month', '床位费用 月床位费 床费 价格 收费标准 月费 fee', 'fee', {
      dash: true,
      empty: 'unfiled',
    }),
    externalId,
  ],
  residents: [
    field('name', '姓名', 'name', '老人姓名 入住老人 长者姓名 住养人', 'text', { needed: true }),
    field('id_no', '身份证号', 'ID number', '身份证号码 身份证 公民身份号码 证件号码 证件号 idno idnumber', 'id_no', {
      needed: true,
    }),
    field('phone', '电话', 'phone', '联系电话 手机 手机号 手机号码 本人电话', 'phone', {
      dash: true,
      empty: 'unfiled',
    }),
    building,
    roomNo,
    bedNo,
    field('admitted_on', '入住日期', 'admitted on', '入院日期 入住时间 入院时间 入住日 入托日期 admittedon', 'day', {
      needed: true,
    }),
    field('discharged_on', '离院日期', 'left on', '退住日期 出院日期 离院时间 退住时间 离开日期', 'day', {
      dash: true,
      empty: 'unfiled',
    }),
    field(
      'discharge_kind',
      '离院去向',
      'left for',
      '退住原因 离院原因 去向 退住去向',
      { words: discharges },
      { dash: true, empty: 'unfiled' },
    ),
    field('weekdays', '日托星期', 'weekdays', '星期 到托日 日托时间 每周', 'weekdays'),
    field('level', '照护等级', 'level', '能力等级 失能等级 护理等级 评估等级 等级', 'level', {
      dash: true,
      empty: 'unfiled',
    }),
    field('risk_assessed_on', '风险评估日期', 'risks assessed on', '安全风险评估日期 入院评估日期 评估日期', 'day', {
      dash: true,
      empty: 'unfiled',
    }),
    externalId,
    field('record', '系统编号', 'record', '', 'text', { ours: true }),
  ],
  facilities: [
    field('name', '机构名称', 'name', '名称 机构 养老机构名称 单位名称 设施名称 facility', 'text', { needed: true }),
    field('kind', '机构类别', 'kind', '类别 类型 机构类型 设施类型', { words: facilityKinds }, { needed: true }),
    field('community', '所在社区', 'community', '社区 村 社区/村 社区代码 村居', 'text', { needed: true }),
    field('street', '所在街道', 'street', '街道 乡镇 街道/乡镇 镇街 街道代码', 'text'),
    field('address', '地址', 'address', '详细地址 机构地址 通讯地址 住所', 'text', { dash: true, empty: 'unfiled' }),
    field('lng', '经度', 'longitude', 'lng lon long x 东经', 'decimal', { needed: true }),
    field('lat', '纬度', 'latitude', 'lat y 北纬', 'decimal', { needed: true }),
    field('phone', '电话', 'phone', '联系电话 服务电话 机构电话', 'phone', { dash: true, empty: 'unfiled' }),
    field(
      'nature',
      '机构性质',
      'nature',
      '性质 运营方式 运营性质 所有制',
      { words: natures },
      { dash: true, empty: 'unfiled' },
    ),
    field('stars', '星级', 'stars', '等级 等级评定 评定等级 星级评定', 'whole', { dash: true, empty: 'unfiled' }),
    field('stars_source', '星级来源', 'who gave the stars', '评定依据 评定机关 等级来源', 'text', {
      dash: true,
      empty: 'unfiled',
    }),
    field('medical_insurance', '医保定点', 'medical insurance', '医保 是否医保定点', 'yes_no', { empty: 'unfiled' }),
    field(
      'long_term_care_insurance',
      '长护险定点',
      'long-term care insurance',
      '长护险 长期护理保险 是否长护险定点',
      'yes_no',
      { empty: 'unfiled' },
    ),
    field('consumption_coupon', '消费券', 'consumption coupon', '养老消费券 是否支持消费券 消费补贴', 'yes_no', {
      empty: 'unfiled',
    }),
    field('dementia_unit', '认知症专区', 'dementia unit', '失智专区 认知障碍专区 失智照护区', 'yes_no', {
      empty: 'unfiled',
    }),
    field('services', '服务项目', 'services', '服务 服务内容', { list: services }, { empty: 'unfiled' }),
    field('care_fee_min_fen', '护理费下限', 'care fee from', '最低护理费', 'fee', { dash: true, empty: 'unfiled' }),
    field('care_fee_max_fen', '护理费上限', 'care fee to', '最高护理费', 'fee', { dash: true, empty: 'unfiled' }),
    field('meal_fee_fen', '膳食费', 'meals', '伙食费 餐费', 'fee', { dash: true, empty: 'unfiled' }),
    field('deposit_fen', '押金', 'deposit', '保证金', 'fee', { dash: true, empty: 'unfiled' }),
    field('filed_on', '备案日期', 'filed on', '备案时间 成立日期 登记日期', 'day', { dash: true, empty: 'unfiled' }),
    field('beds', '床位数', 'beds', '核定床位 备案床位 总床位 床位总数 核定床位数', 'whole', {
      dash: true,
      empty: 'unfiled',
    }),
    field('residents', '在住人数', 'residents', '入住人数 在院人数 入住老人数 实际入住', 'whole', {
      dash: true,
      empty: 'unfiled',
    }),
    field('credit_code', '统一社会信用代码', 'credit code', '信用代码 社会信用代码 uscc', 'text', {
      dash: true,
      empty: 'unfiled',
    }),
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
