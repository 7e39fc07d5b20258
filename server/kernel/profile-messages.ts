/** The reasons about what an institution says of itself; part of `messages`. */
export const profileMessages = {
  profile_name: ['机构名称至少两个字。', 'The name needs at least two characters.'],
  profile_community: ['请选择本区的社区或村。', 'Choose a community or village of this district.'],
  profile_far: [
    '这个位置离所选社区 {km} 公里，请核对经纬度（经度约 113，纬度约 29，不要填反）。',
    'This position is {km} km from the community chosen. Please check longitude and latitude; they may be the wrong way round.',
  ],
  profile_stars_source: ['填写星级时请写明评定机构和依据。', 'With a grade, say who awarded it and on what basis.'],
  profile_stars_year: ['星级和评定年份要一起填写。', 'A grade and the year it was awarded go together.'],
  profile_year: ['年份应在 {first} 到 {last} 之间。', 'The year should be between {first} and {last}.'],
  profile_range: [
    '最高价不能低于最低价；填了最高价也要填最低价。',
    'The highest may not be below the lowest, and with a highest there has to be a lowest.',
  ],
  profile_phone: [
    '电话应为手机号、带区号的固定电话或 400 电话，如 0730-8881234。',
    'The phone should be a mobile number, a landline with its area code or a 400 number, such as 0730-8881234.',
  ],
  profile_certified: [
    '持证护理员不能多于护理员总数，并且要先填总数。',
    'There cannot be more certified carers than carers; the number of carers comes first.',
  ],
  profile_holds_from: [
    '生效日期应在 {first} 到 {last} 之间。',
    'The day from which it holds should be from {first} to {last}.',
  ],
  profile_not_ahead: ['只有收费可以定在以后生效。', 'Only fees can be set to hold from a later day.'],
  profile_unchanged: ['内容和现在的一样，没有要改的。', 'This says what the profile says already.'],
  profile_open: [
    '这一项已有一个变更在办理，请等答复，或先撤回再提交。',
    'A change of this is under way. Wait for the answer, or withdraw it first.',
  ],
  profile_answered: ['这个变更已经办结（{how}），不用再办。', 'This change is settled already ({how}).'],
  licence_number: ['填写日期时请填写证照编号。', 'With its dates, please give the number of the licence.'],
  picture_too_large: ['照片超过 {limit} MB 上限。', 'The picture is larger than {limit} MB.'],
  picture_kind: [
    '只收 JPG、PNG、WebP 照片；这个文件的内容都不是（与文件名无关）。',
    'Only JPG, PNG and WebP pictures are taken; by its content this is none of them, whatever its name says.',
  ],
  picture_damaged: [
    '这张照片不完整或已损坏，请换一张。',
    'This picture is incomplete or damaged; please choose another.',
  ],
  picture_pixels: [
    '照片有 {millions} 百万像素，超过 {limit} 百万的上限，请缩小后再传。',
    'The picture has {millions} million pixels, more than the {limit} million taken. Please make it smaller.',
  ],
  photos_full: ['最多放 {limit} 张照片，请先撤下一张。', 'There are at most {limit} photos. Take one down first.'],
  photo_unknown: ['照片列表已有变化，请刷新后再试。', 'The list of photos has changed; reload and try again.'],
  photo_caption: [
    '请写一句话说明照片上是什么，看不到照片的人也要知道。',
    'Say in a few words what the photo shows, for those who cannot see it.',
  ],
} as const;
