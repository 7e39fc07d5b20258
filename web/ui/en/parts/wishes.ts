import type { Dictionary } from '../../i18n.ts';

/** English of which homes are wished for, and of choosing others. */
export const wishes: Dictionary = {
  打算住多久: 'For how long',
  长期住: 'For good',
  '短期住（30 天以内）': 'A short stay (up to 30 days)',
  想住的机构: 'Homes wished for',
  想住哪家: 'Which home',
  其他机构也可以: 'Any other will do',
  '勾选后有合适的床更快；只通知您选定范围内的。':
    'A suitable bed comes sooner; you are told only of those within the range.',
  离家多远以内: 'How far from home',
  '最多 {n} 家，按先后': 'at most {n}, in order',
  '去掉{name}': 'Remove {name}',
  查找机构: 'Find a home',
  输入机构名称中的字: 'Type part of its name',
  '{name}往前排': 'Move {name} up',
  '{name}往后排': 'Move {name} down',
  '改选机构…': 'Choose other homes…',
  '改选记录（{n} 次）': ['{n} change of homes', '{n} changes of homes'],
  工作人员代办: 'by the office',
  '改前：{wish}': 'Before: {wish}',
  '改后：{wish}': 'After: {wish}',
  '{km} 公里内的其他机构也可以': 'any other home within {km} km',
  不去其他机构: 'no other home',
  '已改选，位次不变': 'The choice is changed; the place stays',
  改选机构: 'Choose other homes',
  '正在试算…': 'Working it out…',
  确定改选: 'Change the choice',
  '改选不影响轮候：位次、列入轮候的日期都不变，只是按新的选择通知床位。':
    'The queue is not touched: the place and the day of joining stay, and beds are offered by the new choice.',
  '夫妻要求同住一间，改选对两个人的申请一起生效。':
    'A couple that wants one room: the change is made in both applications.',
  改了会怎样: 'What changes',
  轮候位次: 'Place in the queue',
  '第 {n} 位，不变': '{n}, as before',
  能通知您的机构: 'Homes that may make an offer',
  '现在 {now} 家，改后 {would} 家': '{now} now, {would} then',
  '排在前面、也愿意去的': 'Ahead, and willing to go there',
  '现在 {now} 人，改后 {would} 人': '{now} now, {would} then',
  '{name}没有您申请的这类床，选了也等不到。': '{name} has no beds of the kind applied for: choosing it brings nothing.',
};
