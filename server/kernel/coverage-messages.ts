/** What is said of the 15-minute circle: files of ways on foot, changes in thought, the search for sites. */
export const coverageMessages = {
  coverage_no_rules: [
    '{on} 没有步行圈口径（分钟、步速、绕行系数），无法计算。请由管理员先设定。',
    'No rule of the walking circle (minutes, speed, detour) is in force on {on}. The administrator sets one first.',
  ],
  travel_minutes: [
    '分钟数“{value}”不对，应为大于 0、不超过 {max} 的数。',
    'The minutes “{value}” are not a number above 0 and up to {max}.',
  ],
  travel_facility: [
    '没有编号或名称为“{value}”的机构，或同名的不止一家；请写机构编号。',
    'There is no facility with the id or name “{value}”, or more than one is called so; give its id.',
  ],
  travel_from: ['没有代码为“{value}”的社区或网格。', 'There is no community or grid with the code “{value}”.'],
  travel_columns: ['表头缺列：{columns}。', 'These columns are missing in the head: {columns}.'],
  travel_twice: ['与第 {row} 行重复，请只留一行。', 'The same as row {row}; keep only one.'],
  travel_empty: ['文件里没有内容行。', 'There are no rows in the file.'],
  travel_polygon: [
    '不是闭合的面：应为 Polygon 或 MultiPolygon，每圈首尾相同、至少四个点。',
    'Not a closed area: a Polygon or MultiPolygon is needed, each ring closed and of at least four points.',
  ],
  travel_geojson: ['不是 GeoJSON 的 FeatureCollection。', 'Not a FeatureCollection in GeoJSON.'],
  travel_known: [
    '同样的文件已是现在用的一份，不必再导入。',
    'The same file is the one in use already; there is no need to bring it again.',
  ],
  change_nothing: ['请至少加一处设施或停一家机构。', 'Add at least one facility or close one.'],
  change_too_many: ['一次最多 {max} 项改动。', 'At most {max} changes at once.'],
  change_not_open: ['这家机构当天不在营业，不能再停。', 'This facility is not open on that day and cannot be closed.'],
  change_twice: ['这家机构已在停业之列。', 'This facility is already among those closed.'],
  site_community_ended: ['这个社区已撤并，请选现在的社区。', 'This community has ended; choose one of today.'],
  set_aside_already: ['已经搁置过了。', 'It has been set aside already.'],
  plan_no_sites: [
    '没有可选的地点：请选用备选点，或把社区中心也算作备选。',
    'There is no site to choose from: use candidate sites, or the centres of communities as well.',
  ],
  plan_too_many: [
    '要选 {k} 处，但只有 {sites} 个备选。',
    '{k} sites are asked for, but there are only {sites} to choose from.',
  ],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
