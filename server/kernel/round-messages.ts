/** The reasons of the allocation rounds; part of `messages`. */
export const roundMessages = {
  // allocation rounds: what a bed lacks for somebody
  isolation_needed: ['需要隔离床位。', 'A bed that isolates is needed.'],
  couple_room_needed: ['夫妻同住需要整间空的双人间。', 'A couple needs a whole free room for two.'],

  // allocation rounds: why somebody was not placed at a facility
  round_lot_used: ['该机构没有剩余的合同名额。', 'No contract places are left at this facility.'],
  round_cut_off: [
    '最后入选者的{component}（{theirs}）排在您的（{mine}）之前。',
    'The last person placed there comes before you by {component}: {theirs} against {mine}.',
  ],

  // allocation rounds: what may be done with one
  round_open: [
    '该类服务已有一轮分配在进行，请先发布或取消。',
    'A round over one of these services is under way; publish or cancel it first.',
  ],
  round_move: ['本轮分配处于「{state}」，不能{event}。', 'Not possible with a round that is {state}: {event}.'],
  round_not_run: ['本轮分配尚未运行。', 'This round has not run yet.'],
  round_nobody: ['这些服务目前没有可参加分配的轮候人员。', 'Nobody who waits for these services can take part now.'],
  round_no_beds: ['期限内没有可分配的床位。', 'No bed is or becomes free within the horizon.'],
  round_other_application: [
    '此人另一份排位更前的申请已参加本轮。',
    'Another application of this person, further ahead, takes part.',
  ],
  round_not_clean: [
    '本轮没有通过独立核验，不能发布。',
    'The independent check did not find this round clean; it cannot be published.',
  ],
  round_order: [
    '换一种书写顺序，结果不同：排序规则有误。',
    'Written down in another order the market gives another outcome: the order is not well defined.',
  ],
  round_undecided: ['还有 {count} 条拟分配未审定。', '{count} proposals are not decided yet.'],
  round_nothing_approved: ['没有已同意的拟分配。', 'No proposal is approved.'],
  round_proposal_unknown: ['本轮没有这条拟分配：{id}', 'This round has no such proposal: {id}'],
  round_not_yours: ['此申请没有参加过已发布的分配。', 'This application has not taken part in a published round.'],
  rules_unknown: ['没有这个版本的轮候规则：{version}', 'There are no queue rules of this version: {version}'],

  // allocation rounds: what a market must be
  market_shape: ['数据格式不符：{what}', 'Not in the documented form: {what}'],
  market_person_twice: ['同一人出现两次：{id}', 'The same person stands twice: {id}'],
  market_facility_twice: ['同一机构出现两次：{id}', 'The same facility stands twice: {id}'],
  market_lot_twice: ['同一合同标的出现两次：{id}', 'The same contract lot stands twice: {id}'],
  market_bed_twice: [
    '床位 {bed} 同时出现在房间 {first} 和 {second}。',
    'Bed {bed} is in room {first} and in room {second}.',
  ],
  market_levels_reversed: ['床位 {bed} 的接收等级上下限颠倒。', 'The levels bed {bed} takes are reversed.'],
  market_lot_negative: [
    '合同标的 {lot} 剩余数量应为非负整数，现为 {left}。',
    'What is left of lot {lot} must be a whole number of at least 0; it is {left}.',
  ],
  market_unknown_facility: ['没有机构 {facility}。', 'There is no facility {facility}.'],
  market_no_point: [
    '机构 {facility} 没有坐标，无法计算与 {person} 的距离。',
    'Facility {facility} has no coordinates, so its distance from {person} cannot be known.',
  ],
  market_present_unknown: [
    '{person} 现住的床位 {bed} 不在数据中。',
    'The present bed {bed} of {person} is not in the market.',
  ],
  market_equal_keys: [
    '{first} 与 {second} 的排序依据完全相同，须先以抽签值区分先后。',
    '{first} and {second} have equal keys; the tie must be broken by the key before a round can run.',
  ],
  market_room_twice: ['机构 {facility} 的房间 {id} 出现两次。', 'Room {id} of facility {facility} stands twice.'],
  market_present_twice: [
    '{first} 与 {second} 现住同一张床位 {bed}。',
    '{first} and {second} have the same present bed {bed}.',
  ],
  market_present_couple: [
    '{person}：夫妻同住申请不能带现住床位，请按两人分别申请转住。',
    '{person}: a couple that asks for a whole room cannot have a present bed; let the two ask to transfer each.',
  ],

  // allocation rounds: what the checker finds in an outcome
  check_unknown: [
    '{person} 的机构或床位不在数据中：{facility}',
    'What {person} is given is not in the market: {facility}',
  ],
  check_person_twice: [
    '{person} 同时安排在 {facility} 和 {other}。',
    '{person} is placed at {facility} and at {other}.',
  ],
  check_not_asked: [
    '{person} 没有申请 {facility}，或志愿序号不符。',
    '{person} did not ask for {facility} as that wish.',
  ],
  check_missing: [
    '{person} 在结果中缺失或重复出现。',
    '{person} is missing from the outcome or stands in both parts of it.',
  ],
  check_bed_twice: [
    '床位 {bed} 同时安排给 {person} 和 {other}。',
    'Bed {bed} is given to {person} and to {other} at the same time.',
  ],
  check_beds_many: ['{person} 被安排了不止一张床位。', '{person} is given more than one bed.'],
  check_not_fitting: ['床位 {bed} 不符合 {person} 的需要。', 'Bed {bed} does not meet the needs of {person}.'],
  check_sexes_mixed: [
    '{person} 与 {other} 性别不同，却在同一房间 {room}。',
    '{person} and {other} are of different sex and in one room, {room}.',
  ],
  check_couple_split: [
    '夫妻 {person} 没有得到整间双人间。',
    'The couple {person} is not given one whole room for two.',
  ],
  check_not_open: [
    '{facility} 的房间 {room} 不是待定房间，或没有说明如何决定。',
    'Room {room} of {facility} was not open to decide, or how it was decided is not said.',
  ],
  check_lot_wrong: [
    '{person} 在 {facility} 的床位没有记入适用的合同标的。',
    'The bed of {person} at {facility} is not charged to a lot that covers it.',
  ],
  check_lot_overrun: ['合同标的 {lot} 超出剩余数量。', 'More is charged to lot {lot} than it has left.'],
  check_worse_than_present: [
    '{person} 申请转住，结果比现住床位更差。',
    '{person} asked to transfer and ends worse than the present bed.',
  ],
  check_waste: [
    '{facility} 还可以安排 {person}，却没有安排。',
    '{person} could be taken at {facility} as well and is not.',
  ],
  check_envy: [
    '{facility} 安排了排在 {person} 之后的 {other}，而没有安排 {person}。',
    '{facility} takes {other}, who comes after {person}, and not {person}.',
  ],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
