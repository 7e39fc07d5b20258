/** What is said of a list of beds or residents: each sentence is put beside the line and the field it is about. */
export const rosterMessages = {
  roster_needed: ['新的床位必须填写此项。', 'A new bed needs this field.'],
  roster_too_long: ['最多 {max} 个字。', 'At most {max} characters.'],
  roster_floor: ['楼层应为 -9 到 150 的整数。', 'The floor is a whole number from -9 to 150.'],
  roster_level: ['能力等级应为 0 到 4 的整数。', 'A level is a whole number from 0 to 4.'],
  roster_levels: ['接收等级下限 {min} 高于上限 {max}。', 'The lowest level {min} is above the highest {max}.'],
  roster_fee: ['床位费应为不小于 0 的金额，每月不超过 10 万元。', 'The fee of a bed is 0 to 100,000 yuan a month.'],
  roster_equipment: [
    '设备最多 {max} 项，每项 1 到 20 个字。',
    'At most {max} pieces of equipment, 1 to 20 characters each.',
  ],
  roster_building: [
    '有不止一栋楼，{room} 房在哪一栋？请填写楼栋。',
    'There is more than one building; say which one room {room} is in.',
  ],
  roster_twice: ['与第 {other} 行是同一张床或同一人。', 'The same bed or person as in line {other}.'],
  roster_two_ids: [
    '这张床已有编号“{known}”，不能再叫“{external_id}”。',
    'This bed is already known as “{known}” and cannot be “{external_id}” as well.',
  ],
  roster_place_taken: [
    '{room} 房 {bed} 床是另一张床，名单里没有写它搬到哪里。',
    'Room {room} bed {bed} is another bed, and the list does not say where that one went.',
  ],
  roster_place_retired: [
    '{room} 房 {bed} 床是一张停用的床的床号，请换一个床号。',
    'Room {room} bed {bed} is the number of a retired bed; use another number.',
  ],
  roster_bed_taken: [
    '床位从 {from} 起有人（到 {until}），空出之前不能改这一项。',
    'The bed is taken from {from} (until {until}); this cannot change before it is free.',
  ],
  roster_still_taken: [
    '名单里没有 {room} 房 {bed} 床，但它从 {from} 起有人（到 {until}），不能停用。',
    'The list leaves out room {room} bed {bed}, which is taken from {from} (until {until}) and cannot be retired.',
  ],
  roster_room_differs: [
    '与第 {other} 行是同一房间，却写得不一样。',
    'The same room as in line {other}, which says otherwise.',
  ],
  roster_room_sex: [
    '{room} 房里现在住着（或已留给）另一性别的老人，不能这样改。',
    'Somebody of the other sex lies in room {room} or is promised a bed there.',
  ],
  roster_moved: [
    '预览之后床位或在住情况有了变化，没有改动任何一项。请重新预览。',
    'Beds or residents have changed since the preview; nothing was changed. Preview it again.',
  ],

  token_scope: ['此令牌不能用于这一操作（{action}）。', 'This token does not open this ({action}).'],
  token_unknown: ['没有这个令牌。', 'No such token.'],
  token_revoked: ['此令牌已被撤销，或创建它的人已离职。', 'This token was revoked, or whoever made it has left.'],
  token_expired: ['此令牌已过期。', 'This token has expired.'],
  token_expiry: ['截止日期 {date} 已经过去。', 'The last day {date} has passed.'],
  token_too_many: [
    '一家机构最多有 {max} 个有效令牌，请先撤销不用的。',
    'A facility has at most {max} live tokens; revoke those no longer used.',
  ],
} as const;
