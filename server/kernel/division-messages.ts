/** What is said of streets, communities and grids: what a change lacks, and what stands against a merger. */
export const divisionMessages = {
  division_unknown: ['没有编码为 {code} 的区划。', 'There is no division with the code {code}.'],
  community_ended: [
    '“{community}”已撤销，请选并入后的社区（{successor}）。',
    '{community} has ended; choose the community it went into ({successor}).',
  ],
  division_ended: [
    '“{name}”自 {day} 起已撤销，并入 {successor}；这一天不能再改。',
    '{name} ended on {day} and went into {successor}; nothing can be changed for that day.',
  ],
  division_not_begun: [
    '“{name}”在这一天还没有设立；请选较晚的日期。',
    '{name} was not there yet on that day; choose a later one.',
  ],
  division_field_empty: ['不能为空。', 'Must not be empty.'],
  division_point_whole: ['经度、纬度和误差要一起填写。', 'Longitude, latitude and accuracy are given together.'],
  division_seniors_summed: [
    '老年人数只登记在网格上，社区和街道由网格合计。',
    'Seniors are counted on grids only; communities and streets are summed from them.',
  ],
  division_unchanged: [
    '与当天的登记一致，没有需要变更的内容。',
    'The same as on record of that day: nothing to change.',
  ],
  division_name_taken: ['同级已有“{name}”，请换一个名称。', 'There is already {name} beside it; choose another name.'],
  division_grounds_needed: ['请填写文号或说明其一。', 'Give a document number or a note.'],
  division_code_shape: ['编码应为 {digits} 位数字。', 'The code has {digits} digits.'],
  division_code_prefix: ['编码应以上级编码 {parent} 开头。', "The code begins with its parent's, {parent}."],
  division_code_taken: [
    '编码 {code} 已用过；撤销的编码也不再使用。',
    'The code {code} has been used; codes of ended divisions are not given again.',
  ],
  merge_two_needed: ['请至少选择两个要合并的。', 'Choose at least two to merge.'],
  merge_levels: [
    '只能把社区（村）与社区（村）、网格与网格合并。',
    'Communities merge with communities, grids with grids; nothing else.',
  ],
  merge_one_community: [
    '只能合并同一社区（村）内的网格；跨社区的，请先合并社区。',
    'Grids merge within one community; across communities, merge the communities first.',
  ],
  merge_name_needed: ['请填写新的名称。', 'Give the new name.'],
  merge_later_change: [
    '“{name}”自 {day} 起另有变更，合并日期应不早于这一天。',
    '{name} has another change from {day}; the merger cannot be earlier.',
  ],
  merge_begins_that_day: [
    '“{name}”当天才设立，最早次日才能合并。',
    '{name} only begins that day; it can be merged from the next.',
  ],
  merge_seniors_unknown: [
    '“{name}”的老年人数未填报，请先登记。',
    'The seniors of {name} have not been counted; record them first.',
  ],
  merge_codes_used_up: [
    '{code} 下的网格编码已用完，不能再接收网格。',
    'The grid codes under {code} are used up; it can take no more grids.',
  ],
  split_grids_only: ['只有网格可以划分。', 'Only grids can be split.'],
  split_seniors: [
    '划出的老年人数不能超过原网格的 {seniors} 人。',
    'No more seniors than the {seniors} of the grid can go with the part.',
  ],
  outline_unreadable: ['文件不是 GeoJSON，无法读取。', 'The file is no GeoJSON and cannot be read.'],
  outline_no_features: [
    '文件里没有图形（FeatureCollection.features）。',
    'There is nothing in the file (FeatureCollection.features).',
  ],
  outline_too_many: ['图形超过 {max} 个，请分批导入。', 'More than {max} features; import them in parts.'],
  outline_too_fine: ['坐标点超过 {max} 个，请先简化。', 'More than {max} points; simplify the file first.'],
  outline_unknown: ['没有编码或名称为“{name}”的区划。', 'No division has the code or name {name}.'],
  outline_ambiguous: [
    '叫“{name}”的不止一个，请在文件里写明编码。',
    'More than one is called {name}; give its code in the file.',
  ],
  outline_twice: ['{code} 在文件里出现了两次。', '{code} stands in the file twice.'],
  outline_no_area: [
    '不是面（Polygon 或 MultiPolygon），或坐标不是数字。',
    'No area (Polygon or MultiPolygon), or coordinates that are no numbers.',
  ],
  outline_open: [
    '边界没有闭合：首尾两点应相同，至少四点。',
    'A ring is not closed: it ends where it begins and has four points at least.',
  ],
  outline_crosses: ['边界与自身相交。', 'The outline crosses itself.'],
  outline_far: [
    '离登记的位置超过 {km} 公里，请核对编码和坐标系。',
    'More than {km} km from the place on record; check the code and the coordinate system.',
  ],
  outline_outside: [
    '约 {percent}% 的面积超出上级的边界。',
    'About {percent} % of it lies outside the outline of its parent.',
  ],
  outline_overlaps: ['与“{name}”约有 {percent}% 的面积重叠。', 'Overlaps {name} by about {percent} %.'],
  outline_errors: [
    '文件里有 {n} 处问题，没有导入；请改正后再导入。',
    '{n} things are wrong with the file; nothing was taken over.',
  ],
  outline_changed: ['文件与预览时不同，请重新预览。', 'The file is not the one that was looked at; look at it again.'],
  outline_later: [
    '“{code}”自 {day} 起已有边界，不能导入更早的。',
    '{code} has an outline from {day}; no earlier one can be imported.',
  ],
  grids_no_heading: ['没有找到表头，至少要有“编码”和“名称”。', 'No headings were found; code and name are needed.'],
  grids_no_rows: ['表里没有网格。', 'There are no grids in the list.'],
  grids_community: ['没有编码或名称为“{name}”的社区（村）。', 'No community has the code or name {name}.'],
  grids_seniors: ['老年人数“{text}”不是整数。', 'The number of seniors, {text}, is no whole number.'],
} as const;
