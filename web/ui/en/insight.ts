import type { Dictionary } from '../i18n.ts';

/** English of the capacity page. */
const dictionary: Dictionary = {
  '{district}养老床位': 'Care beds in {district}',
  张备案床位: 'beds on file',
  '张床 / 每千名老人': 'beds per 1,000 seniors',
  张现在空着: 'beds free now',
  处机构和服务点: 'facilities and service points',
  '{seniors} 名登记老人，{communities} 个社区和村，{grids} 个网格。每个数字都由床位、入住和网格登记当场算出。':
    '{seniors} seniors on the registers of {communities} communities and villages in {grids} grids. Every figure is computed from beds, stays and grids at this moment.',
  '最早一次确认：{when}。': 'Oldest confirmation: {when}.',
  从备案到空床: 'From filed to free',
  环节: 'Step',
  机构数: 'Facilities',
  可用: 'Usable',
  '可用 = 备案 − 停用；可用 = 在住 + 保留 + 空床。百分比是占备案床位的比例。':
    'Usable = filed − closed; usable = occupied + held + free. The percentages are shares of the filed beds.',
  各街道每千名老人床位数: 'Beds per 1,000 seniors by street',
  每千名老人床位: 'Beds per 1,000 seniors',
  全区: 'District',
  '灰色的低于全区水平。': 'Grey bars lie below the district.',
  按街道: 'By street',
  按类型: 'By kind',
  按机构类型的床位: 'Beds by kind of facility',
  类型: 'Kind',
  每千名老人: 'Per 1,000 seniors',
  按街道的床位: 'Beds by street',
  '可用表格软件打开；字段名与开放接口相同。': 'Opens in a spreadsheet; the columns are named as in the open API.',
};
export default dictionary;
