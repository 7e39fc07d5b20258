import type { Group, LicenceKind, OtherFee } from '../../server/profiles/rules.ts';
import { date, money, number, unfiled } from './format.ts';
import { key, t } from './i18n.ts';

const natures: Record<string, string> = { public: key('公办'), private: key('民办'), public_private: key('公建民营') };
export const natureCodes = ['public', 'private', 'public_private'] as const;
export const natureWord = (code: string | null): string => (code ? t(natures[code] ?? code) : unfiled());

/** What a facility may offer, by code, in the order of a day. */
const services: Record<string, string> = {
  meals: key('助餐'),
  bathing: key('助浴'),
  cleaning: key('助洁'),
  outings: key('助行'),
  visits: key('巡访'),
  medical: key('医疗'),
  nursing: key('护理'),
  rehabilitation: key('康复'),
  day_care: key('日托'),
  respite: key('短期托养'),
  home_visit: key('上门服务'),
  emergency_call: key('紧急呼叫'),
  counselling: key('心理慰藉'),
  recreation: key('文娱'),
  dementia_care: key('失智照护'),
};
export const serviceCodes = Object.keys(services);
/** An unknown code or a facility's own words are shown as they are. */
export const serviceWord = (code: string): string => (services[code] ? t(services[code]) : code);

const licences: Record<LicenceKind, string> = {
  filing: key('养老机构备案'),
  registration: key('登记证书'),
  fire: key('消防验收或备案'),
  food: key('食品经营许可证'),
  medical: key('医疗机构执业许可证'),
  liability: key('责任保险'),
  lift: key('电梯使用登记'),
};
export const licenceWord = (kind: string): string => t(licences[kind as LicenceKind] ?? kind);

const groups: Record<Group, string> = {
  name: key('机构名'),
  place: key('地址和位置'),
  nature: key('机构性质'),
  stars: key('星级'),
  designation: key('医保和补贴定点'),
  filing: key('备案日期'),
  fees: key('收费'),
  contact: key('联系和时间'),
  introduction: key('机构介绍'),
  services: key('服务内容'),
  staff: key('人员'),
  licence: key('证照'),
};
export const groupWord = (group: Group): string => t(groups[group]);

const fields: Record<string, string> = {
  name: key('机构名'),
  address: key('地址'),
  community_code: key('所在社区'),
  lng: key('经度'),
  lat: key('纬度'),
  accuracy_m: key('位置误差（米）'),
  nature: key('机构性质'),
  stars: key('星级'),
  stars_source: key('评定机构和依据'),
  stars_year: key('评定年份'),
  medical_insurance: key('医保定点'),
  long_term_care_insurance: key('长护险定点'),
  consumption_coupon: key('消费券定点'),
  filed_on: key('备案日期'),
  care_fee_min_fen: key('护理费'),
  care_fee_max_fen: key('护理费（最高）'),
  meal_fee_fen: key('膳食费'),
  meal_fee_max_fen: key('膳食费（最高）'),
  deposit_fen: key('押金'),
  deposit_max_fen: key('押金（最高）'),
  other_fees: key('其他收费'),
  phone: key('电话'),
  opening_hours: key('服务时间'),
  visiting_hours: key('探视时间'),
  directions: key('怎么走'),
  introduction: key('机构介绍'),
  services: key('服务项目'),
  dementia_unit: key('失智专区'),
  carers: key('护理员'),
  certified_carers: key('持证护理员'),
  nurses: key('护士'),
  doctors: key('医生'),
  social_workers: key('社工'),
  other_staff: key('其他人员'),
  number: key('证照编号'),
  issued_on: key('发证日期'),
  expires_on: key('有效期至'),
};
/** The name of one field of a profile, or of a licence written 'licence_food'. */
export const fieldWord = (field: string): string =>
  field.startsWith('licence_') ? licenceWord(field.slice(8)) : t(fields[field] ?? field);

/** A range in fen as one pays it; a highest that is missing or the same is left out. */
export function range(from: number | null, to: number | null): string {
  if (from === null && to === null) return unfiled();
  if (from === null || to === null || from === to) return money(from ?? to, true);
  return `${money(from, true)} – ${money(to, true)}`;
}
export const monthly = (from: number | null, to: number | null): string =>
  from === null && to === null ? unfiled() : t('{sum} / 月', { sum: range(from, to) });

export const otherFee = (fee: OtherFee): string =>
  t('{name} {sum} / {unit}', { name: fee.name, sum: range(fee.min_fen, fee.max_fen), unit: fee.unit });

/** One value of a profile in words; null is 未填报, an empty list is 无. */
export function fieldValue(field: string, value: unknown): string {
  if (value === null || value === undefined) return unfiled();
  if (typeof value === 'boolean') return value ? t('是') : t('否');
  if (field === 'nature') return natureWord(String(value));
  if (field === 'stars') return t('{n} 星', { n: Number(value) });
  if (field === 'stars_year') return String(value);
  if (field === 'other_fees')
    return (value as OtherFee[]).length ? (value as OtherFee[]).map(otherFee).join(t('；')) : t('无');
  if (field === 'services')
    return (value as string[]).length ? (value as string[]).map(serviceWord).join(t('、')) : t('无');
  if (field.endsWith('_fen')) return money(Number(value), true);
  if (field.endsWith('_on')) return date(String(value));
  if (field === 'lng' || field === 'lat') return String(value);
  return typeof value === 'number' ? number(value) : String(value);
}
