/** The reasons about documents and their files; part of `messages`. */
export const documentMessages = {
  file_too_large: [
    '文件超过 {limit} MB 上限。请拍清楚一页即可，或把扫描件分开上传。',
    'The file is larger than {limit} MB. One clear page is enough, or upload the scan in parts.',
  ],
  file_empty: ['文件是空的，请重新选择。', 'The file is empty; please choose it again.'],
  file_kind: [
    '只收 PDF、JPG、PNG 文件；这个文件的内容都不是（与文件名无关）。',
    'Only PDF, JPG and PNG files are taken; by its content this is none of them, whatever its name says.',
  ],
  file_heic: [
    '这是 HEIC/AVIF 格式的照片，暂不能收。请在手机“设置 › 相机 › 格式”中选“兼容性最佳”后重拍，或把照片另存为 JPG。',
    'This is a HEIC or AVIF photo, which cannot be taken. Choose “Most compatible” under Settings › Camera › Formats and take it again, or save it as JPG.',
  ],
  file_damaged: [
    '文件不完整或已损坏，打不开。请重新拍照或扫描。',
    'The file is incomplete or damaged and cannot be opened. Please photograph or scan the paper again.',
  ],
  file_locked: [
    '这个 PDF 加了密码或限制，工作人员打不开。请取消密码后另存，或拍照上传。',
    'This PDF has a password or is restricted, and staff cannot open it. Save it without the password, or photograph the paper.',
  ],
  photo_not_image: [
    '照片须是 JPG 或 PNG 图片；这个文件的内容不是照片。',
    'A photo must be a JPG or PNG picture; by its content this file is not one.',
  ],
  photo_damaged: [
    '这张照片不完整或已损坏，请重新拍一张。',
    'This photo is incomplete or damaged; please take it again.',
  ],
  document_title_needed: ['请写明这是什么材料。', 'Please say what this paper is.'],
  document_ends_before: [
    '有效期早于签发日期（{date}），请核对。',
    'It would run out before it was issued ({date}); please check.',
  ],
  document_expired: [
    '这份材料已过期（有效期至 {date}），请提供新的。',
    'This paper has expired (valid until {date}); please bring a new one.',
  ],
  document_refused: [
    '这份材料此前未被采用：{reason}。请重新拍照或换一份。',
    'This paper was not taken before: {reason}. Please photograph it again or bring another.',
  ],
  document_known: ['已有同一份材料，不必重复登记。', 'The same paper is in the library already.'],
  document_no_file: [
    '这份材料由部门共享，没有影像，或影像已按期清除。',
    'There is no image: the paper came from a department’s data, or its image was removed on time.',
  ],
  file_store_down: [
    '文件库暂时连不上，什么都没有丢，请稍后再试。',
    'The file store cannot be reached for the moment; nothing is lost. Please try again in a while.',
  ],
  upload_content_type: [
    '文件内容请以 application/octet-stream 分段提交。',
    'Please send the pieces of a file as application/octet-stream.',
  ],
  upload_ended: [
    '这次上传已取消或已过期，请重新选择文件。',
    'This upload was cancelled or has expired; choose the file again.',
  ],
  upload_offset: [
    '上传接不上：已收到 {received} 字节，请从那里继续。',
    'The piece does not follow: {received} bytes are here; go on from there.',
  ],
  upload_too_much: ['收到的内容比登记的文件大。', 'More was sent than the file was said to have.'],
  upload_incomplete: [
    '文件还没有传完：已收到 {received}，共 {size} 字节。',
    'The file is not complete: {received} of {size} bytes are here.',
  ],
  upload_damaged: [
    '传来的内容与原文件不一致，请重新上传。',
    'What arrived is not the file that was announced; please upload it again.',
  ],
  uploads_open: [
    '这位老人有 {count} 个上传尚未完成，请先完成或取消。',
    '{count} uploads of this person are unfinished; finish or cancel them first.',
  ],
} as const;
export type DocumentCode = keyof typeof documentMessages;
