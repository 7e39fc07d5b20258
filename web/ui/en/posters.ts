import type { Dictionary } from '../i18n.ts';

/** English of the posters of a community. */
const dictionary: Dictionary = {
  '选一个社区，打印一张 A4 海报贴在楼道或社区前台。居民扫码，直接看到自家附近的养老床位。':
    'Choose a community and print a poster on A4 for its stairs or its desk. Who scans it sees the care beds around home at once.',
  社区名称: 'Name of the community',
  '汉字、拼音或首字母': 'Chinese, pinyin or initials',
  '地名没有读到，请在下面按街道选。': 'The names could not be read; please choose by street below.',
  '没有找到这个社区。': 'No such community was found.',
  '{place}的海报': 'Poster of {place}',
  没有这个社区: 'There is no such community',
  '编码可能写错了，或这个社区已经合并。': 'The code may be mistyped, or the community merged with another.',
  选一个社区: 'Choose a community',
  换一个社区: 'Another community',
  '打印 A4 海报': 'Print on A4',
  '找养老床位，扫一扫': 'Scan to find a care bed',
  '{place}附近的空床、价格和电话': 'Free beds, prices and phones around {place}',
  '二维码：{address}': 'QR code: {address}',
  '哪家有空床、适合谁住、补贴后每月多少钱，手机上都能看，不用登录。':
    'Which place has a free bed, for whom, and what a month costs after subsidy: all on your phone, without signing in.',
  '不会扫码就打电话，或到社区前台，工作人员帮您查、帮您申请。':
    'Cannot scan? Call, or come to the community desk: the staff look it up and apply for you.',
};
export default dictionary;
