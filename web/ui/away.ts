import { distance } from './format.ts';
import { t } from './i18n.ts';

/** Nobody walks longer than this to visit; beyond it the minutes say nothing. */
const LONGEST_WALK = 60;

/** 「约 1.2 公里，步行约 26 分钟」 by great circle; always 约, since streets are longer than the crow's way. */
export function away(km: number, minutes: number): string {
  const far = distance(km * 1000);
  return minutes > LONGEST_WALK ? t('约 {far}', { far }) : t('约 {far}，步行约 {n} 分钟', { far, n: minutes });
}
