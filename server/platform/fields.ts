import type { z } from '@hono/zod-openapi';

type Issue = z.core.$ZodIssue;

const kinds: Record<string, string> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: '是或否',
  array: '列表',
  object: '对象',
  null: '空值',
};
/** What the routes' own checks say in English. */
const own: Record<string, string> = {
  'six digits': '应为 6 位数字',
  'nine digits': '应为 9 位数字',
  'not a calendar day YYYY-MM-DD': '不是有效日期（年-月-日）',
  'contains control characters': '含有控制字符',
  'must not be empty': '不能为空',
  'not an 11-digit phone number': '不是 11 位手机号',
  'not a 12-digit community code': '不是 12 位社区代码',
  'not a street or community code': '不是街道或社区代码',
  'not a number': '不是数字',
  'weekdays 1–7, comma-separated': '应为 1–7 的星期，用逗号分开',
  'west,south,east,north': '应为 西,南,东,北 四个数',
};
const formats: Record<string, string> = { uuid: '不是有效的编号', regex: '格式不符', json_string: '不是 JSON' };

const size = (origin: string, limit: string) => {
  if (origin === 'string') return `${limit} 个字`;
  return origin === 'array' ? `${limit} 项` : limit;
};

/** What is wrong with a field, said in Chinese; zod itself only says it in English. */
export function inChinese(issue: Issue): string {
  const said = own[issue.message];
  if (said) return said;
  switch (issue.code) {
    case 'invalid_type':
      return `应填写${kinds[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return `不能${issue.inclusive ? '超过' : '达到'} ${size(issue.origin, String(issue.maximum))}`;
    case 'too_small':
      return `不能${issue.inclusive ? '少于' : '少于或等于'} ${size(issue.origin, String(issue.minimum))}`;
    case 'invalid_value':
      return `只能是 ${issue.values.map(String).join('、')}`;
    case 'invalid_format':
      return formats[issue.format] ?? '格式不符';
    case 'not_multiple_of':
      return `应为 ${issue.divisor} 的倍数`;
    case 'invalid_union':
      return '不符合任何一种填法';
    default:
      return '格式不符';
  }
}
