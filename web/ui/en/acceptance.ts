import type { Dictionary } from '../i18n.ts';

/** English of web/acceptance. */
const dictionary: Dictionary = {
  确定受理: 'Accept',
  同意和隐私: 'Consents and privacy',
  家属网上: 'online',
  前台代办: 'at the counter',
  纸质录入: 'on paper',
  '{date}起过期': 'expired since {date}',
  '已告知，最迟{date}补齐；可以打印补正通知书': 'Asked for; due by {date}. The notice can be printed',
  一次性告知补正: 'Ask for all missing papers',
  发出补正通知: 'Send the notice',
  '只能告知一次，请确认没有遗漏。家属会在手机上收到，期间办理期限暂停。':
    'This can be asked only once, so make sure nothing is left out. The family is told on the phone, and the clock stands still meanwhile.',
  通知预览: 'Preview of the notice',
  '补正通知书（预览）': 'Notice of missing papers (preview)',
  '{name}：您的{service}申请（{no}）还缺以下材料：':
    '{name}: for your application for {service} ({no}) these papers are missing:',
  补正通知书: 'Notice of missing papers',
  没有要求过补正: 'Nothing has been asked for',
  '请在{date}前补齐，可以在网上上传，也可以送到社区前台。补齐前办理期限不计时。':
    'Please complete them by {date}, online or at the community desk. Until then the clock stands still.',
  '材料已一次性告知，不会再次要求补正；仍有疑问请拨打 {phone}。':
    'This names everything; nothing more will be asked for. Questions: {phone}.',
  '签收人：': 'Received by:',
  '签收日期：': 'Date:',
  还没有提交: 'Not sent yet',
  提交时间: 'Submitted',
  '{step}期限': 'Deadline: {step}',
  '最迟 {date}（已用 {used}/{days} 天）': 'by {date} ({used} of {days} days used)',
  暂停计时: 'clock stopped',
  这位老人: 'This person',
  受理回执: 'Receipt',
  提交回执: 'Proof of submission',
  答复书: 'Reply',
  '需要的材料都在，有效的没有让老人再交。': 'Everything needed is there; what was valid was not asked for again.',
  '已受理，同时征求：{who}': 'Accepted; asked at once: {who}',
  无需其他部门: 'no other office',
  '材料已补齐，接着办理': 'The papers are complete; it goes on',
  '还缺 {n} 份。能当场补的先补；补不了的一次性告知。': [
    '{n} is missing. Take it now if you can; else ask for it, once.',
    '{n} are missing. Take now what you can; ask for the rest, once.',
  ],
  '一次性告知补正…': 'Ask for all missing papers…',
  '受理后同时征求各部门意见，开始计算办结期限。':
    'Accepting asks all offices at once and starts the clock of the decision.',
  '受理…': 'Accept…',
  '受理{name}的申请': 'Accept the application of {name}',
  '材料齐全。受理后用这些材料同时送各部门核对，可以打印受理回执。':
    'The papers are complete. They go to all offices at once, and the receipt can be printed.',
  '受理的人不能再作决定。': 'Whoever accepts a case may not decide it.',
  '材料补齐后接着办，期限继续计算。': 'Once complete it goes on, and so does the clock.',
  手机号: 'Mobile number',
  '当面交付后记下交给了谁、与老人的关系。': 'After handing it over, note to whom and how they are related.',
  已交付: 'Handed over',
  答复编号: 'Reply no.',
  答复日期: 'Date of reply',
  打开答复书打印: 'Open the reply to print',
  查找老人: 'Find a person',
  待办: 'To do',
  答复待领取: 'Replies to collect',
  没有待领取的答复: 'No reply waits to be collected',
  这里没有待办: 'Nothing to do here',
  打开: 'Open',
  '{date}，已超期': '{date}, overdue',
  来源: 'From',
  提交日期: 'Submitted on',
  最迟: 'Due',
  结果: 'Outcome',
  '可能重复登记：另有 {n} 人同名、同一天出生': [
    'Perhaps registered twice: {n} other person has the name and birth date',
    'Perhaps registered twice: {n} other people have the name and birth date',
  ],
  '请看身份证核对；确是同一人的，告诉民政经办人，系统不会自动合并。':
    'Please check with the ID card; if it is the same person, tell the bureau. Nothing is merged by itself.',
};
export default dictionary;
