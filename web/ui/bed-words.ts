import { key, t } from './i18n.ts';

/** How a bed and its room are described, the same on every page. */
const rooms: Record<string, string> = {
  male: key('男室'),
  female: key('女室'),
  single_sex: key('同性别'),
  mixed: key('不限性别'),
};
export const roomWord = (sex: string) => (rooms[sex] ? t(rooms[sex]) : sex);

const equipment: Record<string, string> = {
  call_bell: key('呼叫铃'),
  care_bed: key('护理床'),
  oxygen: key('供氧'),
  private_bath: key('独立卫生间'),
  isolation: key('隔离条件'),
};
export const equipmentWord = (code: string) => (equipment[code] ? t(equipment[code]) : code);

const pools: Record<string, string> = {
  reserve: key('特困预留'),
  subsidised: key('政府购买'),
  market: key('市场床位'),
};
export const poolWord = (code: string) => (pools[code] ? t(pools[code]) : code);

const weekdays = [key('周一'), key('周二'), key('周三'), key('周四'), key('周五'), key('周六'), key('周日')];
/** 1 is Monday. */
export const weekdayWord = (day: number) => t(weekdays[day - 1] ?? '');
