/** What is said of another department's list: each sentence names the row and the column of the file. */
export const listMessages = {
  list_unreadable: [
    '读不懂这个文件：请另存为 CSV（UTF-8 或 GB18030 编码）再试。',
    'This file cannot be read: save it as CSV (UTF-8 or GB18030) and try again.',
  ],
  list_broken: [
    '第 {line} 行的引号或分隔符不成对，文件从这里起读不下去。',
    'Quotes or separators do not match in line {line}; the file cannot be read beyond it.',
  ],
  list_empty: ['文件里没有数据行。', 'There are no rows of data in the file.'],
  list_too_long: ['一次最多 {max} 行，请分批导入。', 'At most {max} rows at a time; import it in parts.'],
  list_changed: ['文件与预览时不同，请重新预览。', 'The file is not the one that was previewed; preview it again.'],
  list_has_errors: [
    '有 {count} 处错误，没有导入任何一行。请改正文件，或明确选择“只导入正确的行”。',
    'There are {count} errors; nothing was imported. Mend the file, or choose “import the good rows only”.',
  ],
  list_column_missing: ['缺少“{column}”一列。', 'The column “{column}” is missing.'],
  list_column_twice: ['“{column}”一列出现了两次。', 'The column “{column}” is there twice.'],
  list_kind_unknown: ['不认识的类别“{word}”。可写：{known}。', 'Unknown category “{word}”. Known are {known}.'],
  list_day: ['“{text}”不是有效日期，应如 2026-01-31。', '“{text}” is not a day; write it like 2026-01-31.'],
  list_end_first: ['截止日期 {end} 早于起始日期 {start}。', 'The end {end} is before the start {start}.'],
  list_in_future: ['起始日期 {date} 在今天之后。', 'The start {date} is after today.'],
  list_doc_no: ['请写明文号或来源，80 字以内。', 'Name the document or source, in 80 characters at most.'],
  list_community: [
    '本区没有社区“{name}”；不清楚可留空。',
    'There is no community “{name}” in this district; leave it empty when unsure.',
  ],
  list_row_twice: ['与第 {other} 行完全重复。', 'The same as row {other}.'],
  list_row_overlaps: [
    '与第 {other} 行是同一人同一类别，时间重叠。',
    'The same person and category as row {other}, for a time that overlaps.',
  ],
  list_overlaps_known: [
    '与系统里已有的时段（{start} 起）重叠；起始日期不同，请核对。',
    'Overlaps a period already known (from {start}) that began on another day; please check.',
  ],
  list_other_name: [
    '这个身份证号在系统里登记的是另一个姓名，请核对。',
    'This ID number is registered under another name; please check.',
  ],
  category_ended: ['这一类别已于 {on} 终止。', 'This category ended on {on}.'],
  category_end_day: [
    '最后一天应不早于起始日期，也不晚于一年以后。',
    'The last day must not be before the start, nor more than a year ahead.',
  ],
  contact_day: [
    '联系日期应在今天或之前，且不早于 {first}。',
    'The day of the contact must be today or before, and not before {first}.',
  ],
  contact_whom: ['请指明是哪一位。', 'Say whom it is about: one person.'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
