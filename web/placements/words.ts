import { key, t } from '../ui/i18n.ts';

const discharges: Record<string, string> = {
  home: key('回家'),
  hospital: key('转医院'),
  other_facility: key('转其他机构'),
  death: key('离世'),
  breach: key('违约退住'),
  over: key('应急安置到期'),
  regular: key('转为正式入住'),
  transfer: key('转到另一张床'),
};
export const dischargeCodes = ['home', 'hospital', 'other_facility', 'death', 'breach'] as const;
export const dischargeWord = (kind: string) => (discharges[kind] ? t(discharges[kind]) : kind);

const fundings: Record<string, string> = {
  reserve: key('特困预留'),
  subsidised: key('政府购买'),
  private: key('自费'),
  emergency: key('应急安置'),
};
export const fundingWord = (funding: string) => (fundings[funding] ? t(fundings[funding]) : funding);

const moves: Record<string, string> = {
  care_need: key('照护需要'),
  room_mate: key('同室相处'),
  repair: key('床位维修'),
  room_change: key('房间或性别调整'),
  request: key('本人或家属要求'),
  other: key('其他'),
};
export const moveWord = (reason: string) => (moves[reason] ? t(moves[reason]) : reason);

const aways: Record<string, string> = { home: key('请假回家'), hospital: key('住院'), other: key('其他离院') };
export const awayWord = (kind: string) => (aways[kind] ? t(aways[kind]) : kind);

const risks: Record<string, string> = {
  choking: key('噎食'),
  ingestion: key('食品药品误食'),
  pressure_sore: key('压疮'),
  scald: key('烫伤'),
  bed_fall: key('坠床'),
  fall: key('跌倒'),
  harm: key('他伤和自伤'),
  wandering: key('走失'),
  activity: key('文娱活动意外'),
};
export const riskWord = (risk: string) => (risks[risk] ? t(risks[risk]) : risk);

const degrees: Record<string, string> = { none: key('无'), low: key('低'), medium: key('中'), high: key('高') };
export const degreeWord = (degree: string) => (degrees[degree] ? t(degrees[degree]) : degree);

export const sexWord = (sex: 'male' | 'female') => (sex === 'male' ? t('男性') : t('女性'));

/** The end of a calendar day in the district, which is UTC+8 all year. */
export const endOf = (day: string) => new Date(`${day}T23:59:59+08:00`);
