import type { Dictionary } from '../i18n.ts';

/** English of the named places people may search by. */
const dictionary: Dictionary = {
  地名管理: 'Named places',
  加一个地名: 'Add a place',
  '居民找床位时可以输入这些地名，包括旧名和俗称。五分钟内对所有人生效；删去的留作记录。':
    'People may search for a bed by these names, former and short ones included. A change reaches everybody within five minutes; what is removed stays on record.',
  还没有地名: 'No named places yet',
  名称: 'Name',
  来源: 'Source',
  操作: 'Actions',
  请写原因: 'Please give the reason',
  请填写: 'Please fill in',
  保存: 'Save',
  旧名和俗称: 'Other names',
  位置准到: 'Known to',
  '修改…': 'Change…',
  '删去…': 'Remove…',
  删去: 'Remove',
  '删去“{name}”': 'Remove “{name}”',
  '已删去“{name}”': '“{name}” removed',
  '以后输入这个名称就找不到这个地方了，别的不受影响。': 'From then on this name finds nothing; nothing else changes.',
  '已记下“{name}”': '“{name}” saved',
  '修改“{name}”': 'Change “{name}”',
  '名称不能改；换了名称就另加一个，把旧名写进旧名和俗称。':
    'A name stays as it is. For a new one add a place and put the old name among its other names.',
  '一行一个。只写确实有人这么叫的。': 'One a line; only what people really say.',
  '点一下地图上的位置；用键盘时移动地图，再按“就是地图正中”。':
    'Press where it is on the map; with a keyboard, move the map and press “The middle of the map”.',
  指出位置: 'Show the place',
  就是地图正中: 'The middle of the map',
  还没有指出位置: 'No place shown yet',
  位置准到多少米: 'Known to how many metres',
  '道路写长度的一半；不确定就写大些。': 'For a road, half its length; when unsure, more.',
  '例如示意底图、现场核对、文件号': 'Such as the schematic map, seen on site, or a document number',
};
export default dictionary;
