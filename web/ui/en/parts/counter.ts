import type { Dictionary } from '../../i18n.ts';

/** English of what the counter, the reply and the notices share. */
export const counter: Dictionary = {
  前台: 'Counter',
  怎么找: 'Search by',
  按身份证号: 'ID number',
  按姓名和出生日期: 'Name and birth date',
  身份证号: 'ID number',
  老人姓名: 'Name of the person',
  出生日期: 'Birth date',
  请填出生日期: 'Enter the birth date',
  查找: 'Search',
  '这个身份证号已登记，但不在本街道。请老人到登记的街道办理，或请民政经办人处理。':
    'This ID number is registered, but not in this street. The person goes to the street of registration, or an officer of the bureau sees to it.',
  '这个身份证号已在外区登记，请民政经办人与外区核对。':
    'This ID number is registered in another district; an officer of the bureau checks with that district.',
  '本街道没有登记这位老人。': 'Nobody like this is registered in this street.',
  '{sex} · {age} 岁': '{sex} · {age}',
  公示栏: 'Public notices',
  打印: 'Print',
  '打印时间：{at}': 'Printed: {at}',
  '{district}民政局': '{district} Civil Affairs Bureau',
  交给谁: 'Handed to',
  '例如：本人；女儿 刘敏（已看身份证）。': 'For instance: the person; daughter Liu Min (ID card seen).',
  请写明交给了谁: 'Say to whom it was handed',
  '已记下：答复交给{who}': 'Noted: the reply was handed to {who}',
  维持原决定: 'decision upheld',
  '身份证号末两位 {end}': 'ID number ends in {end}',
  '没有登记过，登记新老人': 'Not registered yet: register a new person',
  材料已补齐: 'The papers are complete',
  '还缺 {n} 份材料': ['{n} paper is missing', '{n} papers are missing'],
  回到前台: 'Back to the counter',
  申请: 'Application',
  社区或村: 'Community or village',
  还没有申请: 'No application yet',
};
