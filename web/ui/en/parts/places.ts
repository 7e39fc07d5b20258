import type { Dictionary } from '../../i18n.ts';

/** English of where one is and how far it is from there. */
export const places: Dictionary = {
  '约 {far}，步行约 {n} 分钟': ['about {far}, {n} minute on foot', 'about {far}, {n} minutes on foot'],
  '约 {far}': 'about {far}',
  我附近: 'Near me',
  '这台设备不能定位，请输入社区名称。': 'This device cannot tell its place. Please type the name of the community.',
  '没有得到定位许可。没关系，输入社区名称也一样。':
    'Your place was not shared. That is fine: typing the name of the community does the same.',
  '暂时定不了位，请输入社区名称。': 'Your place cannot be found just now. Please type the name of the community.',
  地图中心: 'the middle of the map',
  我的位置: 'my place',
};
