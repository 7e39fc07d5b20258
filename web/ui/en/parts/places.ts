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
  选定的地方: 'the place chosen',
  地标: 'Landmark',
  '车站、机场、码头': 'Station, airport or harbour',
  医院: 'Hospital',
  政府机关: 'Government',
  学校: 'School',
  公园: 'Park',
  地名: 'Place',
  道路: 'Road',
  '又称{name}': 'also called {name}',
  '没有“{text}”，按“{name}”找': 'There is no “{text}”; this is “{name}”',
  '{kind}，位置准到约 {far}': '{kind}, to about {far}',
  '；“{rest}”没有用上': '; “{rest}” was not used',
  '地址读到“{name}”，位置准到约 {far}{rest}': 'The address was read as “{name}”, to about {far}{rest}',
  读到街道: 'Read to the street office',
  读到社区: 'Read to the community',
  '读到{kind}': 'Read to: {kind}',
};
