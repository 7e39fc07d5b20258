import { key, t } from './i18n.ts';

/** Why a home may say that it cannot take somebody. */
const refusals: Record<string, string> = {
  cannot_meet_need: key('照护条件达不到老人需要'),
  bed_not_ready: key('床位暂不能使用'),
  infection_control: key('院内传染病防控期'),
  other: key('其他原因'),
};
export const refusalCodes = ['cannot_meet_need', 'bed_not_ready', 'infection_control', 'other'] as const;
export const refusalWord = (reason: string) => (refusals[reason] ? t(refusals[reason]) : reason);
