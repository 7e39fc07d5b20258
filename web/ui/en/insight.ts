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
  备案: 'Filed',
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
  床位变化: 'Beds over time',
  '两年，按月': 'Two years, by month',
  '90 天，按日': '90 days, by day',
  '{when}：{figures}': '{when}: {figures}',
  看哪一个时点: 'Which moment to read',
  '每点是当月各日的平均，本月算到今天。':
    'Each point is the mean of the days of its month; this month as far as today.',
  '每点是当日结束时，今天是现在。': 'Each point is the end of its day; today is now.',
  '从床位登记和入住、保留、停用的记录逐日推算，自{date}起；日托床位只在约定的星期几算在住。':
    'Worked out day by day from the register of beds and the records of stays, holds and closures, from {date} on; a day place counts as occupied only on its agreed weekdays.',
  时间: 'Time',
  '下载 CSV': 'Download CSV',
  '可用表格软件打开；字段名与开放接口相同。': 'Opens in a spreadsheet; the columns are named as in the open API.',
};
export default dictionary;
