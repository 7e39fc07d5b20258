/** What the queue says: of its rule sets, and of why a place moved. */
export const queueMessages = {
  // rule sets
  rules_number: ['应为 {min}–{max} 之间的整数。', 'This must be a whole number from {min} to {max}.'],
  rules_tracks: ['通道应有 1–{max} 条。', 'There must be from 1 to {max} tracks.'],
  rules_track_letter: [
    '通道按先后依次编为 A、B、C、D：第 {place} 条应为 {letter}。',
    'Tracks are lettered in their order, A, B, C, D: number {place} must be {letter}.',
  ],
  rules_track_name: ['{track} 通道须有中文和英文名称。', 'Track {track} needs a name in Chinese and in English.'],
  rules_last_track: [
    '最后一条通道（{track}）接收其余所有人，不能设条件。',
    'The last track ({track}) takes everyone else and can have no conditions.',
  ],
  rules_track_takes_all: [
    '{track} 通道没有条件，后面的通道就没有人了；请为它设条件。',
    'Track {track} has no condition, so nobody would reach the ones after it; give it one.',
  ],
  rules_condition_empty: [
    '{track} 通道有一条空的条件，请填写或删除。',
    'Track {track} has an empty condition; fill it in or remove it.',
  ],
  rules_category: ['没有这种人员类别：{kinds}', 'There is no such category: {kinds}'],
  rules_key: ['排序项重复或不认识：{parts}', 'A part of the order is named twice or unknown: {parts}'],
  rules_fact: ['没有这种加分事实：{fact}', 'There is no such fact that gives points: {fact}'],
  rules_points_twice: ['同一事实加分两次：{fact}', 'The same fact gives points twice: {fact}'],
  rules_from_past: [
    '新规则最早从 {earliest} 起生效：已经生效的日子按当日的规则办理。',
    'A rule set can begin on {earliest} at the earliest: days gone by keep the rules they had.',
  ],
  rules_from_before: [
    '前一版自 {start} 起生效，新规则须在其后。',
    'The one before it begins on {start}; this one must begin after it.',
  ],
  rules_from_after: [
    '后一版自 {start} 起生效，本版须在其前。',
    'The one after it begins on {start}; this one must begin before it.',
  ],
  rules_version_taken: [
    '版本号“{version}”已用过，请换一个。',
    'The version “{version}” was used before; choose another.',
  ],
  rules_in_force: [
    '“{version}”自 {since} 起已经生效，不能修改；请新增一版。',
    '“{version}” has been in force since {since} and cannot be changed; add a new one.',
  ],
  rules_overlap: [
    '这段日期已有一版规则，两版不能同时有效。',
    'Another rule set covers these days; two cannot be in force at once.',
  ],

  // why a place moved
  move_first: ['开始轮候，排第 {place} 位', 'waiting begins, at place {place}'],
  move_rules: ['轮候规则由“{from}”改为“{to}”', 'the rules changed from “{from}” to “{to}”'],
  move_own_track: ['本人通道由 {from} 变为 {to}', 'the own track changed from {from} to {to}'],
  move_own_level: ['本人能力等级由 {from} 级变为 {to} 级', 'the own level changed from {from} to {to}'],
  move_own_points: ['本人分值由 {from} 变为 {to}', 'the own points changed from {from} to {to}'],
  move_own_queued: ['本人开始轮候的时间有更正', 'the own waiting time was corrected'],
  move_own_housed: ['已入住，不再轮候', 'moved in and waits no more'],
  move_own_left: ['申请已结束，不再轮候', 'the application has ended'],
  move_housed: ['前面 {count} 人已入住', '{count} ahead moved in'],
  move_left: ['前面 {count} 人退出轮候', '{count} ahead left the queue'],
  move_joined_track: ['新加入 {count} 人属于更优先的通道', '{count} joined in a track that comes first'],
  move_joined_level: ['新加入 {count} 人失能等级更高', '{count} joined with a higher level of need'],
  move_joined_points: ['新加入 {count} 人分值更高', '{count} joined with more points'],
  move_joined_earlier: ['{count} 人按更早的轮候时间回到队列', '{count} came back with an earlier waiting time'],
  move_overtaken: ['{count} 人情况有变，排到了前面', 'the situation of {count} changed and they now come first'],
  move_rules_overtaken: ['按新规则，{count} 人排到了前面', 'by the new rules {count} come first'],
  move_rules_overtook: ['按新规则，排到了 {count} 人前面', 'by the new rules now before {count}'],
  move_overtook: ['超过了原来在前面的 {count} 人', '{count} who were ahead now come after'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
