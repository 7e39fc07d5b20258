import { key, t } from '../ui/i18n.ts';

const schemes: Record<string, string> = {
  tekun_support: key('特困供养'),
  consumption_coupon_institution: key('养老服务消费补贴（机构）'),
  consumption_coupon_home: key('养老服务消费补贴（居家）'),
};
export const schemeWord = (scheme: string) => (schemes[scheme] ? t(schemes[scheme]) : scheme);
