import type { Dictionary } from '../i18n.ts';

/** English of the API reference. */
const dictionary: Dictionary = {
  '公开数据不用登录，直接调用即可，不含任何个人信息。出错一律回 application/problem+json，中英文说明都在里面。':
    'Public data needs no sign-in and holds nothing personal. Every error is application/problem+json, in Chinese and English.',
  '查找接口、权限、字段或错误码': 'Find an operation, a permission, a field or an error code',
  '{n} 个接口': ['{n} operation', '{n} operations'],
  '{n} 个错误码': ['{n} error code', '{n} error codes'],
  分组: 'Groups',
  数据结构: 'Schemas',
  错误码: 'Error codes',
  全部错误码: 'All error codes',
  没有找到: 'Nothing found',
  代码: 'Code',
  意思: 'Meaning',
  权限: 'Permission',
  '：': ': ',
  须登录: 'needs sign-in',
  不用登录: 'no sign-in',
  参数: 'Parameters',
  名称: 'Name',
  必填: 'required',
  位置: 'In',
  数据类型: 'Type',
  请求内容: 'Request body',
  回复: 'Responses',
  或: 'or',
  可不填: 'optional',
  示例: 'Example',
};
export default dictionary;
