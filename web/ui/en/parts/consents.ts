import type { Dictionary } from '../../i18n.ts';

/** English of what is agreed to, shared by the application and the privacy pages. */
export const consents: Dictionary = {
  同意事项: 'What you agree to',
  '请逐项念给老人或家人听，他们同意的才勾选。':
    'Read each item aloud; tick only what the person or the family agrees to.',
  '每一项分开同意，随时可以在「我的隐私」里撤回，和同意一样方便。':
    'Each is agreed to by itself and can be taken back under “My privacy” at any time, as easily.',
  隐私政策: 'Privacy policy',
  我的隐私: 'My privacy',
  怎么同意的: 'How it was agreed to',
  当面说的: 'By word, in person',
  签了纸质同意书: 'On a signed paper',
  凭哪份签字的材料: 'On which signed paper',
  不附材料: 'No paper attached',
  '材料里还没有，请先上传；也可以先记下，以后补传。':
    'There is none among the papers yet: upload it first, or write this down now and upload it later.',
  '上传签字的同意书…': 'Upload the signed consent…',
  谁当面同意: 'Who agrees in person',
  '依法办理、不需要您同意的': 'Done by law, without your consent',
  '{date}已同意': 'Agreed on {date}',
  '我同意：{what}（必需）': 'I agree: {what} (needed)',
  '我同意：{what}': 'I agree: {what}',
  '这一项要老人本人或监护人同意：本人登录后在「我的隐私」里同意，或到社区前台办理。申请可以先提交。':
    'This is for the person or a guardian to agree to: signed in under “My privacy”, or at the community desk. The application can be sent before.',
  '没有这一项同意，申请提交不了：{why}': 'The application cannot be sent without this: {why}',
  '用哪些信息、给谁、留多久': 'Which data, to whom, for how long',
  '{what}（敏感）': '{what} (sensitive)',
  用到的信息: 'Data used',
  提供给谁: 'To whom',
  对您的影响: 'What it means for you',
  留多久: 'Kept for',
  不同意会怎样: 'Without it',
  法律依据: 'Legal ground',
  '{what}：{name}': '{what}: {name}',
};
