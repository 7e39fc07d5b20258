/** What is said of beds on the board: each sentence names its bed. */
export const boardMessages = {
  bed_gone: ['{bed}：该床位已撤销。', '{bed} has been retired.'],
  bed_lived_in: ['{bed}：有人在住，不能停用。', '{bed}: somebody lives there; it cannot be closed.'],
  bed_promised: ['{bed}：已为老人保留，不能停用。', '{bed} is held for somebody; it cannot be closed.'],
  bed_closed_already: ['{bed}：已经是{what}。', '{bed} is already out of use: {what}.'],
  bed_taken_from: ['{bed}：{from} 起已有安排，不能停用。', '{bed} is taken from {from}; it cannot be closed.'],
  bed_open_already: ['{bed}：没有停用，不用恢复。', '{bed} is not out of service.'],
  bed_changed: ['{bed}：您看到之后有人改过，请看一下再操作。', '{bed} has changed since you saw it; look again first.'],
  bed_done_by: ['{who} {at} 把 {bed} {what}。', '{who} at {at}: {bed} {what}.'],
  bed_done_by_until: ['{who} {at} 把 {bed} {what}，到 {until}。', '{who} at {at}: {bed} {what} until {until}.'],
  beds_elsewhere: ['有 {count} 张床不是这家机构的。', 'Beds that are not of this facility: {count}.'],
  undone_already: ['{bed}：这一步已经撤销过。', '{bed}: this has been taken back already.'],
  undo_later: ['{bed}：之后又有变动，不能再撤销。', '{bed}: something happened since; it cannot be taken back.'],
  undo_over: ['{bed}：期限已过，没有可撤销的。', '{bed}: it is over; there is nothing to take back.'],
} as const;

/** What was done to a bed, and why one is out of use. */
export const boardWords: Record<string, readonly [zh: string, en: string]> = {
  cleaning: ['待清洁', 'to be cleaned'],
  repair: ['维修', 'repair'],
  out_of_service: ['停用', 'out of service'],
  did_cleaning: ['设为待清洁', 'set to be cleaned'],
  did_repair: ['设为维修', 'set under repair'],
  did_out_of_service: ['设为停用', 'set out of service'],
  did_reopened: ['恢复使用', 'put back in service'],
  did_filed: ['登记', 'registered'],
  did_changed: ['改了登记', 'changed in the register'],
  did_retired: ['撤销床位', 'retired'],
  did_admitted: ['办理入住', 'somebody admitted'],
  did_away: ['登记请假或住院', 'resident away'],
  did_returned: ['登记返回', 'resident back'],
  did_moved_out: ['换床转出', 'resident moved out'],
  did_moved_in: ['换床转入', 'resident moved in'],
  did_leaving: ['登记计划退住', 'departure planned'],
  did_discharged: ['办理退住', 'resident discharged'],
  did_corrected: ['更正记录', 'corrected'],
  did_undone: ['撤销了上一步', 'the step before taken back'],
};
