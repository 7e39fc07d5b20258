/** What the contract ledger warns of, and why stays are not carried over to another lot. */
export const ledgerMessages = {
  ledger_nearly_full: [
    '已用 {used} / {bought}（{percent}%），所剩不多；要继续安置，请准备追加或续签。',
    '{used} of {bought} used ({percent} %): little is left; to go on placing people, prepare an amendment or the next contract.',
  ],
  ledger_full: [
    '{bought} 个名额已用完，不能再发入住通知；请追加数量或等人退住。',
    'All {bought} places are used, so no more offers can be made: buy more, or wait for a discharge.',
  ],
  ledger_quantity_nearly: [
    '购买的 {quantity} {unit}已用 {percent}%，到期日是 {end}；请核对后续安排。',
    '{percent} % of the {quantity} {unit} bought are used and the term runs until {end}: see what is to follow.',
  ],
  ledger_money_nearly: [
    '验收金额已达合同金额的 {percent}%，再验收到上限就不能结算；请准备追加或续签。',
    '{percent} % of the amount is accepted; beyond the amount nothing can be settled: prepare an amendment or the next contract.',
  ],
  ledger_will_run_out: [
    '按现住人数，购买的数量到 {on} 用完，早于到期日 {end}；请在此之前追加或续签。',
    'With the stays of today the quantity is used up on {on}, before the term ends on {end}: amend or renew before that.',
  ],
  ledger_under_used: [
    '最近 {days} 天平均只用了 {percent}%（不到 {least}%）；请查明是缺需求、缺床还是通知太慢。',
    'Only {percent} % was used on average over the last {days} days (below {least} %): find out whether people, beds or offers are missing.',
  ],
  ledger_left_behind: [
    '标的 {ended} 起已不在期内，还有 {stays} 人在住、{offers} 份入住通知挂在上面；请结转到后续合同，或安排退住、收回通知。',
    'The lot ended on {ended}, and {stays} stays and {offers} offers still count on it: carry them over to a following contract, or discharge and withdraw.',
  ],
  ledger_over_bought: [
    '{on} 在住 {used} 人，超过购买的 {bought}；请核对补记的入住、退住日期。',
    'On {on} {used} were in use of {bought} bought: check the days of admission and discharge entered later.',
  ],
  ledger_counter_off: [
    '计数与重算不一致：占用 {in_use}（重算 {in_use_now}），通知 {committed}（重算 {committed_now}）；请联系系统管理员。',
    'The counters differ from a recount: in use {in_use} (recount {in_use_now}), offers {committed} (recount {committed_now}); tell the administrator.',
  ],
  ledger_day_future: [
    '台账只到今天（{today}）；以后的看预测。',
    'The ledger goes up to today ({today}); for later days see the forecast.',
  ],
  carry_same_lot: ['请选择另一个标的。', 'Choose another lot.'],
  carry_other_place: [
    '后续标的属于{facility}，老人不在那里；换机构请走调换床位。',
    'The following lot is at {facility}, where these people do not lie; to change the home, use a transfer.',
  ],
  carry_other_service: [
    '原标的是{from}，所选标的是{to}，服务类别不同，不能结转。',
    'The lot was for {from} and the chosen one is for {to}: another service is no continuation.',
  ],
  carry_lot_runs: [
    '原标的到 {end} 才结束，{on} 仍由它付费；请选 {end} 或以后。',
    'The lot runs until {end} and pays for {on}; choose {end} or later.',
  ],
  carry_not_covered: [
    '所选标的的期限是 {start} 至 {end}，不含 {on}；请改日期或选别的标的。',
    'The chosen lot is for {start} to {end}, without {on}: choose another day or lot.',
  ],
  carry_future: [
    '结转日期不能晚于今天（{today}）；到那天再办，可以补记。',
    'Carry over on the day or afterwards, not ahead (today is {today}); the day can be entered later.',
  ],
  carry_full: [
    '所选标的 {on} 已用 {used} / {bought}，再加 {moving} 人放不下；请少选几人或先追加数量。',
    'On {on} the chosen lot has {used} of {bought} in use, and {moving} more do not fit: choose fewer, or buy more first.',
  ],
  carry_nothing: [
    '原标的 {on} 之后没有要结转的在住或通知；请刷新页面。',
    'Nothing on the lot is to be carried over from {on}; reload the page.',
  ],
  carry_unknown: [
    '{n} 项已不在原标的上（可能已办过），请刷新后重选。',
    '{n} of those chosen are not on this lot any more; reload and choose again.',
  ],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export const ledgerWords: Record<string, readonly [zh: string, en: string]> = {
  bed_month: ['床·月', 'bed-months'],
  place_month: ['人·月', 'place-months'],
  hour: ['小时', 'hours'],
};
