import { key, t } from '../ui/i18n.ts';

const schemes: Record<string, string> = {
  tekun_support: key('特困供养'),
  consumption_coupon_institution: key('养老服务消费补贴（机构）'),
  consumption_coupon_home: key('养老服务消费补贴（居家）'),
};
export const schemeWord = (scheme: string) => (schemes[scheme] ? t(schemes[scheme]) : scheme);

export const sexWord = (sex: 'male' | 'female') => (sex === 'male' ? t('男性') : t('女性'));
export const yesNo = (value: boolean | null) => (value === null ? t('未填报') : value ? t('是') : t('否'));

const equipment: Record<string, string> = {
  call_bell: key('呼叫铃'),
  care_bed: key('护理床'),
  oxygen: key('供氧'),
  private_bath: key('独立卫生间'),
};
export const equipmentWord = (code: string) => (equipment[code] ? t(equipment[code]) : code);
