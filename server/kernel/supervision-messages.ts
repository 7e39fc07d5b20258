export const supervisionMessages = {
  audit_sealed_already: [
    '这些记录刚被另一次封存链接，本次未重复写入。',
    'Another sealing has just linked these rows; nothing was written twice.',
  ],
  audit_contents_inspector: [
    '只有监督检查人员可以导出记录内容；请改为导出不含内容的日志。',
    'Only an inspector may export the contents of rows; export the log without contents instead.',
  ],
  audit_days_order: [
    '开始日期 {from} 不能晚于结束日期 {to}。',
    'The first day {from} must not be after the last day {to}.',
  ],
  audit_nothing_there: [
    '所选日期内没有已封存的记录，没有可导出的内容。',
    'No sealed row lies within these days: there is nothing to export.',
  ],
  // what verification finds; also said by the stand-alone command
  audit_unreadable: [
    '第 {line} 行不是一条完整的记录（应为第 {seq} 号）。',
    'Line {line} is not a whole row (row {seq} belongs here).',
  ],
  audit_header: [
    '第 {line} 行：文件头不可用或与内容不符。',
    'Line {line}: the header cannot be used or does not fit what follows.',
  ],
  audit_missing: ['缺少第 {seq} 号记录（应在第 {line} 行）。', 'Row {seq} is missing (it belongs at line {line}).'],
  audit_order: [
    '第 {line} 行：第 {seq} 号记录（{id}）位置不对，顺序被改动。',
    'Line {line}: row {seq} ({id}) is out of its place; rows were reordered.',
  ],
  audit_repeated: [
    '第 {line} 行：第 {seq} 号记录（{id}）重复或是插入的。',
    'Line {line}: row {seq} ({id}) is a repetition or was put in.',
  ],
  audit_contents: [
    '第 {line} 行：第 {seq} 号记录（{id}）的内容（前值、后值、理由或请求号）被改动。',
    'Line {line}: the contents of row {seq} ({id}) were changed (before, after, reason or request).',
  ],
  audit_changed: [
    '第 {line} 行：第 {seq} 号记录（{id}）的字段或摘要被改动，与前一条接不上。',
    'Line {line}: a field or the digest of row {seq} ({id}) was changed; it does not follow from the row before.',
  ],
  audit_anchor: [
    '与公布的锚点不符：最后相符的锚点在第 {sound_to} 号，其后的记录被重写过或被截断（第 {line} 行，第 {seq} 号）。',
    'Does not agree with a published anchor: the last that agrees is at row {sound_to}; what follows was rewritten or cut off (line {line}, row {seq}).',
  ],
} as const;
