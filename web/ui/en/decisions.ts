import type { Dictionary } from '../i18n.ts';

/** English of web/decisions. */
const dictionary: Dictionary = {
  '{rules}第 {n} 版': '{rules}, version {n}',
  '符合条件，列入轮候': 'eligible, in the queue',
  '申诉不成立，维持原决定': 'appeal dismissed, decision upheld',
  同意列入轮候: 'joins the queue',
  不予列入轮候: 'does not join the queue',
  '按 {track} 通道轮候': 'in track {track}',
  '{office}意见': 'Opinion: {office}',
  无异议或异议不成立: 'no objection, or none upheld',
  '{from}至{until}公示': 'published from {from} to {until}',
  交付记录: 'Handed over',
  '还没有交付。': 'Not handed over yet.',
  '{at} 交给{who}': '{at}: to {who}',
  记下交付: 'Note it',
  统一答复书: 'Reply',
  回到这件申请: 'Back to the application',
  还没有答复: 'No reply yet',
  '作出决定后，答复书会在这里。': 'The reply will be here once it is decided.',
  历次答复: 'Earlier replies',
  '{date} {no}': '{date} {no}',
  养老服务申请统一答复书: 'Reply to an application for elder care',
  '编号 {no}': 'No. {no}',
  '这是较早的答复，最新的以上方第一份为准。': 'This is an earlier reply; the first one above is the latest.',
  '{name}（身份证号 {id}）：': '{name} (ID number {id}):',
  '您申请的{service}（受理号 {no}）已办结，答复如下。':
    'Your application for {service} (receipt no. {no}) has been decided as follows.',
  '结果：{outcome}': 'Outcome: {outcome}',
  逐项结果: 'Item by item',
  事项: 'Item',
  结果: 'Outcome',
  理由: 'Reason',
  '依据：{rules}': 'By the rules: {rules}',
  不服怎么办: 'If you do not agree',
  '申诉已答复一次。仍不服的，可以依法申请行政复议或者提起行政诉讼。':
    'The appeal has been answered once. Administrative reconsideration or the courts remain, by law.',
  '可以在{date}前提出申诉：在网上「办理进度」里提交，或到社区前台提交；由没有参与原决定的人办理。也可以依法申请行政复议或者提起行政诉讼。':
    'You may appeal by {date}: online under “Progress”, or at the community desk; it is dealt with by somebody who had no part in the decision. Administrative reconsideration or the courts are open too, by law.',
  '咨询电话 {phone}。': 'Questions: {phone}.',
  '对通道或排位有疑问，可以到社区前台或打电话要求核对；不服的，可以在{date}前依法申请行政复议，也可以提起行政诉讼。':
    'With doubts about the track or the place, ask the community desk or call to have it checked. Administrative reconsideration is open until {date}, and so are the courts, by law.',
};
export default dictionary;
