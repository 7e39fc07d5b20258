import { key, t } from '../ui/i18n.ts';
import type { Expected, Preview, Verb } from './data.ts';

/** What a button does, and the letter that does it too. */
export const verbWords: Record<Verb, { word: string; letter: string; does: string }> = {
  reopen: { word: key('清洁完毕'), letter: 'Q', does: key('恢复使用，算作空床') },
  cleaning: { word: key('待清洁'), letter: 'D', does: key('设为待清洁，不算空床') },
  repair: { word: key('维修'), letter: 'W', does: key('设为维修，不算空床') },
  out_of_service: { word: key('停用'), letter: 'T', does: key('设为停用，不算空床') },
};
/** A bed that is not dirty is put back in service rather than cleaned. */
export const verbWord = ({ verb, can }: Preview) =>
  verb === 'reopen' && can.length > 0 && can.every((p) => p.bed.state !== 'cleaning')
    ? t('恢复使用')
    : t(verbWords[verb].word);

const expectations: Record<Expected['kind'], string> = {
  closure_ends: key('维修或清洁到期'),
  stay_ends: key('入住到期'),
  leaving: key('计划退住'),
  hold_lapses: key('通知到期未答复'),
  move_in_due: key('入住期限到'),
  trial_ends: key('试住期满'),
};
export const expectedWord = (kind: Expected['kind']) => t(expectations[kind]);

const events: Record<string, string> = {
  filed: key('登记床位'),
  changed: key('修改登记'),
  retired: key('撤销床位'),
  reopened: key('恢复使用'),
  admitted: key('已办理入住'),
  away: key('离开（请假或住院）'),
  returned: key('返回'),
  moved_out: key('换床转出'),
  moved_in: key('换床转入'),
  leaving: key('计划退住'),
  discharged: key('退住'),
  corrected: key('更正'),
  undone: key('撤销上一步'),
};
export const closureWord = (reason: string | null | undefined) =>
  t(verbWords[reason === 'cleaning' || reason === 'repair' ? reason : 'out_of_service'].word);
export const eventWord = (kind: string, reason: string | null) =>
  kind === 'closed' ? t('设为{what}', { what: closureWord(reason) }) : events[kind] ? t(events[kind]) : kind;
