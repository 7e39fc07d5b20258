import type { Dictionary } from '../i18n.ts';

/** English of web/rosters. */
const dictionary: Dictionary = {
  新建令牌: 'New token',
  '您自己的管理系统凭令牌把床位和在住老人的名单送过来，不用在两处录入。':
    'With a token your own system sends its lists of beds and residents here, so that nothing is typed in twice.',
  还没有令牌: 'No tokens yet',
  '新建一个令牌，交给您的系统服务商。': 'Make a token and give it to whoever runs your system.',
  令牌: 'Tokens',
  撤销令牌: 'Revoke',
  '撤销令牌“{name}”': 'Revoke the token “{name}”',
  令牌已撤销: 'The token is revoked',
  '用它的系统从下一次请求起就进不来了，撤销后不能恢复。':
    'The system that uses it is turned away from its next request on. This cannot be taken back.',
  '最近使用：{at}': 'Last used {at}',
  '还没有用过。': 'Never used.',
  已撤销: 'Revoked',
  创建人已离职: 'Its maker has left',
  可以: 'May',
  名称: 'Name',
  最近使用: 'Last used',
  有效至: 'Good until',
  复制: 'Copy',
  已复制: 'Copied',
  从未: 'Never',
  撤销为止: 'Until revoked',
  创建: 'Made',
  同步床位: 'Send beds',
  同步在住老人: 'Send residents',
  已保存好: 'I have kept it',
  生成令牌: 'Make the token',
  '请现在保存，只显示这一次': 'Keep it now: it is shown this once',
  '谁拿到它，谁就能改本机构的名单：只交给系统服务商，不要发在群里。丢了就撤销，再建一个。':
    'Whoever has it can change the lists of this facility: give it to nobody but whoever runs your system. If it is lost, revoke it and make another.',
  '写明哪个系统，例如“颐养管家”。它做的每一处改动都会以这个名称留痕。':
    'Say which system. Everything it changes is recorded under this name.',
  请填写名称: 'Give it a name',
  请至少选一项: 'Choose at least one',
  '留空则一直有效，直到撤销。': 'Empty: good until it is revoked.',
  给系统服务商: 'For whoever runs your system',
  '整份送（mode: full）或只送有变化的（mode: partial）；同一份名单送两次，第二次什么也不改。':
    'Send the whole list (mode: full) or what has changed (mode: partial); the same list again changes nothing.',
  '要么全部生效，要么一处不改：有一行不对，全部退回，并指出每一行错在哪里。':
    'All of it or nothing: one wrong row sends everything back, with every wrong row named.',
  '先加 dry_run: true 试一遍，只看会改什么。': 'Add dry_run: true first to see what would change.',
  '每张床、每位老人用您自己系统的编号（external_id）认，换房号也不会重复。':
    'Beds and residents are known by the numbers of your own system (external_id), so a new room number makes no second bed.',
  复制命令: 'Copy the command',
  全部接口说明: 'The whole API',
};

export default dictionary;
