/** What is said of a file and of its cells: the sentence is put behind the row and the column it is about. */
export const importMessages = {
  // the file
  import_too_large: [
    '文件超过 {limit} MB，请分开保存后再导入。',
    'The file is larger than {limit} MB; save it in parts.',
  ],
  import_too_long: [
    '文件超过 {max} 行（或单元格太多），请分批导入。',
    'The file has more than {max} rows (or too many cells); import it in parts.',
  ],
  import_too_wide: [
    '文件超过 {max} 列，请只保留要导入的列。',
    'The file has more than {max} columns; keep only those to be imported.',
  ],
  import_bomb: [
    '文件解开后超过 {limit} MB，没有读取。请只保留要导入的工作表。',
    'Unpacked the file is larger than {limit} MB and was not read. Keep only the sheet to be imported.',
  ],
  import_damaged: [
    '文件已损坏，打不开。请在表格软件里重新另存为 .xlsx 再试。',
    'The file is damaged and cannot be opened. Save it again as .xlsx and try again.',
  ],
  import_no_workbook: ['这不是 Excel 工作簿或 CSV 文件。', 'This is neither an Excel workbook nor a CSV file.'],
  import_xls: [
    '这是旧格式（.xls 或 .xlsb）。请在 Excel 或 WPS 中打开，另存为“.xlsx”再导入。',
    'This is an old format (.xls or .xlsb). Open it in Excel or WPS, save it as “.xlsx” and import that.',
  ],
  import_encrypted: [
    '文件设了密码。请取消密码后另存，再导入。',
    'The file has a password. Save it without one and import that.',
  ],
  import_no_sheet: ['没有这个工作表。文件里有：{sheets}。', 'There is no such sheet. The file has: {sheets}.'],
  import_unreadable: [
    '读不懂这个文件的文字。请另存为 CSV（UTF-8 或 GB18030）或 .xlsx。',
    'The text of this file cannot be read. Save it as CSV (UTF-8 or GB18030) or .xlsx.',
  ],
  import_broken: [
    '第 {line} 行的引号不成对，文件从这里起读不下去。',
    'Quotes do not match in line {line}; the file cannot be read beyond it.',
  ],
  import_empty: ['文件里没有数据行。', 'There are no rows of data in the file.'],
  import_busy: [
    '正在读取别的大文件，请过半分钟再试。',
    'Other large files are being read; try again in half a minute.',
  ],
  import_file_name: ['请带上文件名（1–120 个字）。', 'Name the file, in 1 to 120 characters.'],

  export_too_long: ['超过 {max} 行，请分类导出。', 'More than {max} rows; export it in parts.'],

  // the list
  import_column_missing: [
    '缺少这一列。请在“列的对应”里指明是哪一列。',
    'This column is missing. Say under “columns” which one it is.',
  ],
  import_column_twice: [
    '与“{other}”一列是同一项，请只留一列。',
    'The same thing as the column “{other}”; keep one of them.',
  ],
  import_row_aside: [
    '这一行（“{text}”）看起来不是数据，没有读取。',
    'This row (“{text}”) looks like no data and was not read.',
  ],
  import_has_errors: [
    '有 {count} 处错误，没有导入任何一行。请改正后重新预览。',
    'There are {count} errors; nothing was imported. Mend them and preview again.',
  ],
  import_file_changed: [
    '文件与预览时不同，请重新预览。',
    'The file is not the one that was previewed; preview it again.',
  ],
  import_at_row: ['第 {row} 行：{detail}没有导入任何一行。', 'Row {row}: {detail} Nothing was imported.'],
  import_not_looked: ['有需要核对的提示，请核对后确认。', 'There are warnings to be looked at; confirm that you did.'],
  import_nothing: ['与系统里的一样，没有要导入的。', 'All of it is as the system has it; there is nothing to import.'],

  // a cell
  import_needed: ['必须填写。', 'This must be filled in.'],
  import_cell_error: ['单元格是公式错误“{text}”。', 'The cell is a formula error, “{text}”.'],
  import_cell_long: ['内容超过 {max} 个字。', 'More than {max} characters.'],
  import_html: ['内容里有网页标记，已去掉：“{text}”。', 'Web markup was taken out: “{text}”.'],
  import_number: ['“{text}”不是数字。', '“{text}” is not a number.'],
  import_whole: [
    '“{text}”不是整数：人数、床位、楼层没有半个。',
    '“{text}” is not a whole number: people, beds and floors come whole.',
  ],
  import_range: ['“{text}”不在 {min} 到 {max} 之间。', '“{text}” is not between {min} and {max}.'],
  import_money: [
    '“{text}”不是金额，应以元为单位，最多两位小数。',
    '“{text}” is no amount; write yuan with two decimals at most.',
  ],
  import_day: ['“{text}”不是有效日期，应如 2026-01-31。', '“{text}” is not a day; write it like 2026-01-31.'],
  import_day_short: [
    '“{text}”的年份不足四位，看不出是哪一年。若是民国纪年，请在“日期”里选民国。',
    'The year of “{text}” has fewer than four digits and may be several. If it is of the Republic, choose that under “dates”.',
  ],
  import_day_roc: [
    '“{text}”按民国纪年读作 {day}，请核对。',
    '“{text}” was read as a year of the Republic: {day}; please check.',
  ],
  import_day_serial: [
    '“{text}”按表格软件的日期序号读作 {day}，请核对。',
    '“{text}” was read as the number of a spreadsheet’s date: {day}; please check.',
  ],
  import_yes_no: ['“{text}”应为 是 或 否。', '“{text}” should be yes or no.'],
  import_level: [
    '“{text}”不是能力等级，应为 0–4，或 能力完好、轻度失能、中度失能、重度失能、完全失能。',
    '“{text}” is no ability level: 0–4 or its official word.',
  ],
  import_level_words: [
    '“{text}”是照护收费的说法，不等于能力等级（0–4）。请写等级，或在“词语的对应”里指明。',
    '“{text}” says how much care is paid for, which is no ability level (0–4). Write the level, or say under “words” which one it means.',
  ],
  import_word: ['不认识“{text}”。可写：{known}。', '“{text}” is not known. Known are: {known}.'],
  import_weekdays: ['“{text}”不是星期，应如 周一、周三 或 1,3。', '“{text}” are no weekdays; write them like 1,3.'],
  import_id_shortened: [
    '“{text}”：表格软件把证件号当成数字，后几位已经丢失，无法还原。请把这一列设为“文本”后重新填写完整号码。',
    '“{text}”: the spreadsheet took the ID number for a number and its last digits are lost for good. Set the column to text and type the whole number again.',
  ],
  import_id_masked: [
    '证件号是遮盖过的，只能用于本系统导出、没有改动过的行。请填写完整号码。',
    'This ID number is masked, which only an unchanged row of our own export may have. Type the whole number.',
  ],
  import_phone: ['“{text}”不是电话号码。', '“{text}” is no telephone number.'],
  import_same_name: [
    '“{name}”与第 {other} 行同名，证件号不同，按两个人处理，请核对。',
    '“{name}” is also in row {other} with another ID number; they are taken for two people, please check.',
  ],

  // facilities
  import_no_system: [
    '映射里没有写明坐标系（wgs84、cgcs2000、gcj02 或 bd09）和精度。',
    'The mapping does not say the coordinate system (wgs84, cgcs2000, gcj02 or bd09) and the accuracy.',
  ],
  import_swapped: [
    '经纬度像是写反了（{lng}, {lat}）。若整份文件都反了，请在映射里写明 swapped。',
    'Longitude and latitude look swapped ({lng}, {lat}). If all of the file is, say so in the mapping.',
  ],
  import_outside: ['坐标 {lng}, {lat} 不在本区范围内。', 'The point {lng}, {lat} is outside the district.'],
  import_community: [
    '本区没有社区或村“{text}”，或有几个同名的；请写 12 位代码。',
    'There is no community “{text}” in this district, or several; write its 12-digit code.',
  ],
  import_street: [
    '“{text}”不是该社区所在的街道（{street}）。',
    '“{text}” is not the street of that community ({street}).',
  ],
  import_over_capacity: ['在住 {residents} 人超过床位 {beds} 张。', '{residents} residents are more than {beds} beds.'],
  import_stars: ['星级应为 1 到 5，并写明来源。', 'Stars are 1 to 5 and need their source.'],
  import_facility_twice: ['与第 {other} 行是同一机构。', 'The same facility as in row {other}.'],
  import_kind_fixed: [
    '机构类别与系统里的不同（{known}），不能由名单改动。',
    'The kind differs from the one on record ({known}), which a list cannot change.',
  ],
  import_credit_code: ['统一社会信用代码应为 18 位字母数字。', 'A credit code has 18 letters and digits.'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
