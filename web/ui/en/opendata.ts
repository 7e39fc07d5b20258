const dictionary: Record<string, string> = {
  '养老机构和设施、床位、公示公告，任何人都可以下载和使用，不用登录，不用申请。这里没有任何个人信息：读取这些数据的数据库角色只能看到公开的列。':
    'Facilities, beds and public notices for anybody to take and use, without signing in or asking. Nothing here is personal: the database role that reads them can see public columns only.',
  '许可：': 'Licence: ',
  '。使用时请注明来源“{area}民政局”和取得日期。':
    '. Please name the source, the civil affairs bureau of {area}, and the day you took it.',
  '编号长期不变。没有填报的项目为空，不会填入默认值。每份数据一分钟更新一次，带 ETag：再次下载时送回 If-None-Match，没有变化就只回 304。':
    'Ids stay the same for good. What was not stated is empty, never a default. Every set is renewed each minute and carries an ETag: send it back as If-None-Match, and 304 says that nothing changed.',
  '字段、参数和出错格式见': 'Fields, parameters and errors:',
  '查看 {name}': 'Open {name}',
  '下载 {name}': 'Download {name}',
  格式: 'Format',
  条数: 'Rows',
  大小: 'Size',
  分页: 'in pages',
  '{n} KB': '{n} KB',
  最近更新: 'Last update',
  还没有: 'not yet',
  '示例：{name}': 'Example: {name}',
  'HSDS 3.1 接口': 'HSDS 3.1',
  '国际通用的人类服务数据规范（Human Services Data Specification）：机构、服务、地点和床位容量，分页的 JSON。床位的 updated 是机构最近一次确认的时间；从未确认的没有容量。':
    'The Human Services Data Specification: organizations, services, locations and bed capacity as JSON in pages. `updated` is when the facility last confirmed its beds; one that never has, has no capacity.',
  设施地图: 'Facilities for maps',
  '养老设施和床位，GeoJSON，坐标系 WGS84，可直接放进地图软件。':
    'Facilities and beds as GeoJSON in WGS84, ready for any map.',
  设施表: 'Facilities as a table',
  '养老设施的名称、地址、性质、等级、服务和最低月价，可用表格软件打开。':
    'Name, address, nature, grade, services and lowest monthly price, for a spreadsheet.',
  床位表: 'Beds as a table',
  '每处设施的备案、停用、在住、预留和空闲床位：备案 = 停用 + 在住 + 预留 + 空闲。':
    'Beds of each facility: filed = out of service + occupied + reserved + free.',
  床位变化订阅: 'Feed of vacancies',
  '哪里刚确认了空床，Atom 订阅源，放进阅读器即可跟踪。':
    'Who has just confirmed free beds, as an Atom feed for any reader.',
  公示公告订阅: 'Feed of notices',
  '申请公示、合同公告和资金公开的标题和链接，Atom 订阅源，不含姓名。':
    'Notices of cases, contracts and funds by title and link, as an Atom feed without names.',
  '服务；加 full=true 带床位容量、价格和地点': 'services; with full=true their capacity, price and place too',
  地点: 'places',
  服务在哪个地点: 'which service is where',
  '床位容量，带 updated': 'bed capacity with its date',
};
export default dictionary;
