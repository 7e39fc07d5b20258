import { key, t } from '../ui/i18n.ts';

const outcomes: Record<string, string> = {
  contacted: key('联系过'),
  not_needed: key('不需要'),
  applied_for: key('已代为申请'),
  all: key('全部'),
};
export const outcomeWord = (code: string) => (outcomes[code] ? t(outcomes[code]) : code);
/** What can come of a visit, in the order of the form. */
export const outcomeWords = (): [code: string, word: string][] =>
  ['contacted', 'not_needed', 'applied_for'].map((code) => [code, outcomeWord(code)]);

const changes: Record<string, string> = {
  added: key('新增'),
  changed: key('改截止日期'),
  listed: key('未登记，列入找人'),
  young: key('不满年龄，不保存'),
};
export const changeWord = (how: string) => (changes[how] ? t(changes[how]) : how);
