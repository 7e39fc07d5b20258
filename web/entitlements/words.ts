import { key, t } from '../ui/i18n.ts';

/** The rows of rates by the names the API gives them; a scheme may be paid by several. */
const names: Record<string, string> = {
  tekun_support: key('特困供养（不分自理能力）'),
  tekun_support_full: key('特困供养（全自理）'),
  tekun_support_partial: key('特困供养（半护理）'),
  tekun_support_none: key('特困供养（全护理）'),
  concentrated_care: key('集中照护'),
  consumption_coupon_institution: key('养老服务消费补贴（机构）'),
  consumption_coupon_home: key('养老服务消费补贴（居家、日托）'),
  service_allowance: key('养老服务补贴'),
  nursing_allowance: key('护理补贴'),
  advanced_age_allowance: key('高龄津贴（80 岁起）'),
  advanced_age_allowance_100: key('高龄津贴（100 岁起）'),
};
export const rateWord = (scheme: string) => (names[scheme] ? t(names[scheme]) : scheme);
