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
  roster_pool: [
    '这张床是合同床位或预留床位，改作他用要由民政办理。',
    'The bed belongs to the contract or the reserve; only the bureau puts it to another use.',
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
  roster_day: ['不是有效日期，应如 2026-01-31。', 'Not a day; write it like 2026-01-31.'],
  roster_no_bed: [
    '没有 {room} 房 {bed} 床，请先在床位名单里登记。',
    'There is no room {room} bed {bed}; file it with the beds first.',
  ],
  roster_bed_twice: ['与第 {other} 行在同一张床上。', 'In one bed with line {other}.'],
  roster_bed_held: [
    '这张床从 {from} 起有人（到 {until}），空出并清洁之后才能给别人。',
    'The bed is taken from {from} (until {until}); it can be given once it is free and cleaned.',
  ],
  roster_left_later: [
    '同一份名单里，这张床上的老人 {on} 才离院，入住日期不能更早。',
    'By the same list whoever had this bed left on {on}; nobody can have come to it before.',
  ],
  roster_empty: [
    '名单是空的。完整名单不能为空，否则会停用全部床位；没有改动任何一项。',
    'The list is empty. As a full list that would retire every bed; nothing was changed.',
  ],
  roster_bed_closed: [
    '这张床从 {from} 起清洁、维修或停用中。',
    'This bed is being cleaned, repaired or out of service since {from}.',
  ],
  roster_sex_of_room: [
    '{room} 房是另一性别的房间，或里面住着另一性别的老人。',
    'Room {room} is for the other sex, or somebody of the other sex lies there.',
  ],
  roster_id_of_other: ['编号“{external_id}”是另一个人的。', '“{external_id}” is somebody else.'],
  roster_level_needed: ['新入住的人必须填写照护等级（0–4）。', 'Somebody new needs a level of care (0–4).'],
  roster_risk_needed: [
    '近 31 天内或本机构登记之后入住的人必须填写入住前安全风险评估的日期（GB 38600）。',
    'Who came in the last 31 days, or after this home was registered here, needs the day of the safety risk assessment (GB 38600).',
  ],
  roster_for_contract: [
    '合同床位和预留床位留给轮候的老人，不能自费入住。',
    'A bed of the contract or of the reserve is for those in the queue, not for private admission.',
  ],
  roster_weekdays: ['星期应为 1 到 7。', 'Weekdays are 1 to 7.'],
  roster_weekdays_known: [
    '登记的日托日是星期 {known}，名单不能改。请先办离院，再按新的日子登记入住。',
    'The weekdays on record are {known}, which a list cannot change. Record that the person left, then the new days.',
  ],
  roster_admitted_on: [
    '登记的入住日期是 {known}。更正日期请到“在住老人”页。',
    'The admission on record is {known}; correct it on the residents page.',
  ],
  roster_name: ['与登记的姓名不一致，请核对身份证。', 'Not the name on record; check the ID card.'],
  roster_discharge_kind: ['请写明离院去向。', 'Say how the person left.'],
  roster_left_on: ['登记的离院日期是 {on}。', 'The discharge on record is {on}.'],
  roster_left_before: [
    '此人已离院，本系统没有这次入住的记录，请从名单中删去这一行。',
    'This person has left and the stay is not on record here; leave the line out.',
  ],
  roster_resident_missing: [
    '名单里没有 {room} 房 {bed} 床 {from} 入住的老人。若已离院，请写明离院日期和去向。',
    'The list leaves out who came to room {room} bed {bed} on {from}. If that person has left, say when and how.',
  ],
  roster_move: [
    '登记的不是 {room} 房 {bed} 床。换床要写明原因（move_reason），或在“在住老人”页办理。',
    'Not in room {room} bed {bed} by the record. A move needs its reason (move_reason), or record it on the residents page.',
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
