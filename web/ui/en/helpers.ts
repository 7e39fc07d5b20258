import type { Dictionary } from '../i18n.ts';

/** English of web/helpers. */
const dictionary: Dictionary = {
  '老人已同意，委托有了书面确认': 'The person has agreed; it is in writing now',
  请老人看过并同意: 'Let the person read and agree',
  同意: 'Agree',
  '同意，发验证码': 'Agree and send the code',
  '请把手机交给老人，或读给老人听。验证码发到老人登记的手机 {phone}。':
    'Hand the phone to the person or read it out. The code goes to the number on their record, {phone}.',
  '写下老人姓名，表示同意': 'Write the person’s name to agree',
  与身份证上的姓名一致: 'As on the ID card',
  请写下姓名: 'Write the name',
  老人手机收到的验证码: 'Code received on the person’s phone',
  '请填 6 位数字': 'Enter six digits',
  '已成为代办人，可以开始办理': 'You may act for this person now',
  回到我的申请: 'Back to my applications',
  '为{name}代办': 'Act for {name}',
  '我看过授权书，只在写明的范围内代办': 'I have read the authorisation and will do only what it names',
  请先勾选同意: 'Tick the box first',
  接受委托: 'Accept',
  不是这位老人: 'Not this person',
  '老人用自己的账号邀请您以后，会告诉您一个 8 位邀请码。没有账号的老人，请带委托书到社区前台关联。':
    'A person with an account of their own invites you and tells you a code of 8 characters. For a person without one, bring the written authorisation to the community desk.',
  邀请码: 'Code',
  '8 位字母和数字，不分大小写，空格可以不填': '8 letters and digits; capitals and spaces do not matter',
  '邀请码应是 8 位，没有 0、1、I、L、O、U': 'A code has 8 characters and none of 0, 1, I, L, O, U',
  看看是谁: 'See whom it is for',
  把邀请码告诉代办人: 'Tell the helper this code',
  已告诉他: 'I have told them',
  '邀请码 {code}': 'Code {code}',
  '请当面或打电话告诉他，不要发在群里。他登录后打开“我来代办”，输入这个码。':
    'Tell them in person or by phone, never in a group chat. After signing in they open “Act for somebody” and enter it.',
  '只能用一次，{until}前有效；输错五次作废。关闭后不再显示，忘了就重新邀请。':
    'Good once, until {until}; five wrong tries void it. It is not shown again: if it is forgotten, invite anew.',
  邀请代办人: 'Invite a helper',
  同意并生成邀请码: 'Agree and make the code',
  他是老人的什么人: 'What they are to the person',
  '不填就是长期，随时可以收回': 'Empty: until taken back, which is possible at any time',
  '谁为{name}代办': 'Who acts for {name}',
  谁在代办: 'Who acts',
  '代办人能做什么、到哪一天，都写在授权书里；做过的事这里看得到。老人可以随时结束，立即生效。':
    'What a helper may do, and until when, is in the authorisation; what they did is seen here. The person can end it at any time, at once.',
  已恢复委托: 'Restored',
  '您已退出，不再为{name}代办': 'You no longer act for {name}',
  '现在可以先申请。请尽快让老人同意，否则受理时会要求补委托书。':
    'You can apply meanwhile. Let the person agree soon: otherwise the desk asks for the authorisation on paper.',
  老人用手机验证码同意: 'Agree by a code to the person’s phone',
  上传监护证明: 'Upload the guardianship paper',
  上传签了字的委托书: 'Upload the signed authorisation',
  我不再代办: 'Stop acting',
  结束委托: 'End',
  '邀请新的代办人、结束别人的委托，要由老人自己的账号来办。':
    'Only the person’s own account invites helpers and ends others.',
  '以前的代办人（{n}）': 'Former helpers ({n})',
  恢复委托: 'Restore',
  邀请已收回: 'Invitation taken back',
  等人接受的邀请: 'Invitations waiting',
  '委托到{date}为止。': 'Holds until {date}.',
  '邀请码{until}前有效': 'code good until {until}',
  收回邀请: 'Take back',
  '代办人是老人的：{who}。': 'The helper is to the person: {who}.',
  '长期有效，直到收回。': 'Holds until taken back.',
  '授权书 {version} 版': 'Text {version}',
};

export default dictionary;
