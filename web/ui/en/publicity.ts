import type { Dictionary } from '../i18n.ts';

/** English of web/publicity. */
const dictionary: Dictionary = {
  现在没有公示: 'Nothing is on public notice now',
  '新的公示会出现在这里。': 'New notices will appear here.',
  '下列老人经审核拟列入{district}养老床位轮候，现予公示。有异议请在公示期内提出，可以不登录、不留名；也可以拨打 {phone}。':
    'The people below have been found eligible and are about to join the queue for care beds in {district}. If something is wrong, say so while the notice is up; no sign-in and no name are needed. You may also call {phone}.',
  '只列出最新的 {n} 条。': 'Only the newest {n} are listed.',
  入住时核定: 'settled at admission',
  '每月最高 {sum}': 'up to {sum} a month',
  '核实异议中，暂停': 'paused: an objection is looked into',
  提出异议: 'Object',
  正在公示: 'On public notice',
  姓名: 'Name',
  补贴: 'Subsidy',
  公示日期: 'Published',
  公示截止: 'Until',
  异议: 'Objection',
  异议已收到: 'Your objection has been received',
  '异议编号（查询时报这个号）': 'Its number, to be quoted when you ask',
  '最迟{date}答复；答复前，这一件先不列入轮候。':
    'It is answered by {date}; until then this one case does not join the queue.',
  对公示提出异议: 'Object to a notice',
  提交异议: 'Send the objection',
  哪里与事实不符: 'What is wrong',
  '至少 10 个字，写清时间、地点和情况，便于核实。':
    'At least ten characters: when, where and what, so that it can be looked into.',
  '请写得具体些，至少 10 个字': 'Please be more specific: at least ten characters',
  您的联系方式: 'How to reach you',
  '只用来答复您；不留也受理。': 'Only for the answer; the objection counts without it too.',
  '内容和联系方式严格保密，只有负责核实的人能看到，不会告诉被公示的老人和家属。':
    'What you write and how to reach you are confidential: only those who look into it see them, never the person or the family.',
};
export default dictionary;
