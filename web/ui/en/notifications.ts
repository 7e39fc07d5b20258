import type { Dictionary } from '../i18n.ts';

/** English of web/notifications. */
const dictionary: Dictionary = {
  没有未读消息: 'Nothing is unread',
  全部标为已读: 'Mark all as read',
  还没有消息: 'No messages yet',
  '申请有进展、需要您做什么时，会出现在这里。': 'When a case moves, or something is asked of you, it will be here.',
  更早的消息: 'Earlier messages',
  已读: 'Read',
  未读: 'Unread',
  标为已读: 'Mark as read',
  去看看: 'Take a look',
  '{n} 条已重新排队': ['{n} on its way again', '{n} on their way again'],
  请先勾选: 'Tick some first',
  '重发 {n} 条': 'Send {n} again',
  重发: 'Send again',
  '待发 {waiting} · 重试中 {retrying} · 失败 {dead}': '{waiting} waiting · {retrying} being retried · {dead} failed',
  没有失败的投递: 'Everything has arrived',
  '短信或邮件多次发不出去时，会列在这里，可以重发。':
    'Texts and e-mails that could not be sent after several tries are listed here and can be sent again.',
  内容: 'About',
  渠道: 'Channel',
  短信: 'Text message',
  邮件: 'E-mail',
  站内: 'In the product',
  已试次数: 'Tries',
  最后一次的原因: 'Last error',
  产生: 'Made',
  停止重试: 'Given up',
  网关没有应答: 'The gateway did not answer',
  账号已没有号码或邮箱: 'The account has no number or address any more',
  '网关答复 {status}': 'The gateway answered {status}',
};

export default dictionary;
