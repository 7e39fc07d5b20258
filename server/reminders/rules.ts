// Decides what a family is told when a deadline of an offer is near. A text message is read by whoever holds the phone:
// it says nothing of health, home or name in full (个人信息保护法 art. 28).
import type { Day } from '../kernel/period.ts';

/** After a failed try the next one waits this long. */
export const RETRY_MINUTES = 15;

/** May it be tried now? Once per deadline, and not while another try may still be on its way. */
export function mayRemind(last: { remindedFor: Day | null; remindedAt: Date | null }, by: Day, now: Date): boolean {
  if (last.remindedFor === by) return false;
  return last.remindedAt === null || now.getTime() - last.remindedAt.getTime() >= RETRY_MINUTES * 60_000;
}

/** 张建国 → 张** */
const masked = (name: string) => `${[...name][0] ?? ''}**`;
const spokenDay = (day: Day) => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;

export function reminderText(what: 'answer' | 'check_in', by: Day, name: string): string {
  return what === 'answer'
    ? `【颐位】${masked(name)}的申请有一份通知，请在${spokenDay(by)}前答复，逾期作放弃处理。登录“颐位”或到社区前台办理。`
    : `【颐位】${masked(name)}的申请请在${spokenDay(by)}前到场办理，逾期作放弃处理。登录“颐位”查看，或问社区前台。`;
}
