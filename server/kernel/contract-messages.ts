/** The reasons about contracts, providers and the purchase catalogue; part of `messages`. */
export const contractMessages = {
  contract_no_taken: [
    '已有同样编号的合同，请核对合同编号。',
    'There is a contract with this number already; check the number.',
  ],
  contract_title: ['请填写合同名称。', 'Please give the title of the contract.'],
  contract_element: [
    '合同缺少「{element}」（102号令第二十三条八项内容之一），请补写。',
    'The contract says nothing about {element}, one of the eight elements of art. 23; please write it.',
  ],
  contract_over_year: [
    '合同期超过一年须同时符合四个条件，还缺：{lacking}。请确认后勾选，或把期限改为一年以内。',
    'A term over a year needs all four conditions; not confirmed: {lacking}. Confirm them, or shorten the term to a year.',
  ],
  contract_over_three: [
    '合同期最长三年，最晚到 {last}，请缩短。',
    'A contract runs for three years at most, until {last}; please shorten it.',
  ],
  contract_provider: ['请选择承接主体。', 'Please choose the provider.'],
  contract_provider_kind: [
    '{name}是{kind}，按规定不能作为承接主体，请另选。',
    '{name} is {kind} and may not be a provider; please choose another.',
  ],
  contract_no_lots: ['请至少添加一个标的。', 'Please add at least one lot.'],
  contract_lot_facility: ['标的 {n}：请选择本区的机构。', 'Lot {n}: choose a facility of this district.'],
  contract_lot_closed: [
    '标的 {n}：{facility}自 {on} 停止服务，请换机构或缩短标的期限。',
    'Lot {n}: {facility} is closed from {on}; choose another or shorten the lot.',
  ],
  contract_lot_catalogue: [
    '标的 {n}：{item} 在 {on} 不在政府购买服务指导性目录内，请选择目录内的项目。',
    'Lot {n}: {item} is not in the purchase catalogue on {on}; choose an item that is.',
  ],
  contract_lot_dates: [
    '标的 {n}：起止日期须在合同期内（{start} 至 {end}），且先起后止。',
    'Lot {n}: its period has to lie within the contract’s ({start} to {end}), the start before the end.',
  ],
  contract_lot_unit: [
    '标的 {n}：{service}不能按{unit}计价，请改计价单位。',
    'Lot {n}: {service} is not priced by {unit}; choose another unit.',
  ],
  contract_lot_empty: [
    '标的 {n}：名额、数量和单价都须大于零。',
    'Lot {n}: places, quantity and unit price have to be more than zero.',
  ],
  contract_lot_quantity: [
    '标的 {n}：{bought} 个名额在期限内最多 {most} 个月次，请减少数量或增加名额。',
    'Lot {n}: {bought} places give {most} months at most over the period; lower the quantity or add places.',
  ],
  contract_lot_twice: [
    '标的 {n} 与标的 {other} 是同一机构、同一服务且期限重叠，请合并。',
    'Lots {n} and {other} are of one facility and service at one time; please join them.',
  ],
  contract_budget_year: [
    '{year} 年没有预算，跨年合同须逐年落实预算，请添加该年的预算项目。',
    'There is no budget for {year}; every year of the term needs one. Add a budget line of that year.',
  ],
  contract_lots_over_budget: [
    '标的合计 {lots} 元，超过列支预算 {budget} 元，多 {differ} 元。请增加预算或减少标的。',
    'The lots come to {lots} yuan, {differ} more than the {budget} yuan put on budget lines. Add budget or reduce the lots.',
  ],
  contract_holdback: [
    '随考核支付的比例应在 {least}%–{most}% 之间，现为 {percent}%；不约定的请留空',
    'What follows the grade has to be {least}–{most} per cent of the price, not {percent}; leave it empty for none',
  ],
  contract_budget_unused: [
    '列支预算 {budget} 元多于标的合计 {lots} 元，多 {differ} 元。分年预算须与合同金额一致，请核减。',
    'Budget lines bear {budget} yuan, {differ} more than the lots’ {lots}. The split has to equal the amount of the contract.',
  ],
  contract_line_unknown: ['第 {n} 项预算：请选择预算项目。', 'Budget {n}: choose a budget line.'],
  contract_line_twice: [
    '预算 {line}（{year}）列了两次，请合并。',
    'Budget line {line} ({year}) stands there twice; please join them.',
  ],
  contract_line_year: [
    '预算 {line} 是 {year} 年的，不在合同期内，请换成合同期内的预算。',
    'Budget line {line} is of {year}, outside the term; choose one of the term.',
  ],
  contract_line_exceeded: [
    '预算 {line}（{year}）还可用 {left} 元，本合同列支 {asked} 元，超 {over} 元。请减少或换预算项目。',
    'Budget line {line} ({year}) has {left} yuan left; the contract asks for {asked}, {over} too much. Lower it or choose another line.',
  ],
  contract_line_paid: [
    '预算 {line}（{year}）上本合同已应付 {paid} 元，列支不能低于此数。',
    'The contract has {paid} yuan to pay or paid from budget line {line} ({year}); the line cannot bear less.',
  ],
  contract_state: [
    '合同现在是「{state}」，不能这样办。请刷新后看可以办的事项。',
    'The contract is {state}; this cannot be done now. Reload to see what can.',
  ],
  contract_no_text: [
    '这份合同是接管来的，正文没有录入，不能这样办。请另立合同或联系管理员补录。',
    'This contract was taken over without its text; this cannot be done. Draft another, or have the text entered.',
  ],
  contract_announced_early: [
    '公告日期不能早于签订日期 {on}。',
    'It cannot have been announced before it was signed on {on}.',
  ],
  contract_announced_place: [
    '请写明在哪里公告（网址或公告名称）。',
    'Please say where it was announced (an address or a title).',
  ],
  contract_ending: [
    '合同已登记自 {on} 起提前终止，预算已退回，不能再公告或变更。',
    'The contract is set to end early on {on} and its budget is given back; it cannot be announced or changed any more.',
  ],
  contract_end_day: [
    '提前终止的日期应在 {first} 到 {last} 之间。',
    'The day it ends should be from {first} to {last}.',
  ],
  amend_retroactive: [
    '补充协议不能溯及签订日期（{on}）以前，请改生效日期。',
    'An amendment cannot hold from before it was signed ({on}); choose a later day.',
  ],
  amend_after_end: ['生效日期应在合同期内（到 {last}）。', 'It should hold from a day within the term (until {last}).'],
  amend_ahead: [
    '只有单价可以定在以后生效；数量和期限的变更请在生效当天登记。',
    'Only prices can be set for a later day; enter changes of quantity or term on the day they hold.',
  ],
  amend_nothing: ['内容与现行合同相同，没有要变更的。', 'This says what the contract says already.'],
  amend_start: ['合同开始日期不能变更。', 'The first day of the contract cannot be changed.'],
  amend_shortened: [
    '不能用变更缩短期限，请办理提前终止。',
    'An amendment does not shorten the term; end the contract early instead.',
  ],
  amend_lot_removed: [
    '原标的 {n} 不能删除；不再使用请把名额和数量减到已用的数。',
    'Lot {n} cannot be removed; lower its places and quantity to what is used instead.',
  ],
  amend_lot_identity: [
    '标的 {n} 的机构、服务、目录项目、单位和起始日不能变更，请另加标的。',
    'Facility, service, catalogue item, unit and first day of lot {n} cannot be changed; add another lot.',
  ],
  amend_lot_start: [
    '标的 {n} 是新增的，起始日不能早于生效日 {on}。',
    'Lot {n} is new and cannot begin before the amendment holds ({on}).',
  ],
  amend_bought_below: [
    '标的 {n}：现有 {used} 个名额在用或已通知，名额不能再少。',
    'Lot {n}: {used} places are in use or offered; there cannot be fewer.',
  ],
  amend_below_accepted: [
    '标的 {n}：已验收 {accepted} 元，金额不能低于此数。',
    'Lot {n}: {accepted} yuan are accepted already; the amount cannot be less.',
  ],
  amend_price_order: [
    '标的 {n}：已有自 {on} 起的单价，新单价的生效日须在其后。',
    'Lot {n}: there is a price from {on}; a new one has to hold from a later day.',
  ],
  provider_name: ['名称请写单位全称。', 'Please give the full name of the organisation.'],
  provider_credit_code: [
    '统一社会信用代码应为 18 位且校验位正确，请对照证书。',
    'A credit code has 18 characters with a valid check character; compare the certificate.',
  ],
  provider_code_taken: [
    '这个统一社会信用代码已登记在另一家名下。',
    'Another provider is on record under this credit code.',
  ],
  provider_account_parts: ['户名、账号和开户行要一起填写。', 'Account name, number and bank go together.'],
  provider_account_name: [
    '户名须与单位名称一致（{name}），不能付到个人账户。',
    'The account has to be in the name of {name}; nothing is paid to a person’s account.',
  ],
  provider_account_no: ['银行账号应为 8–30 位数字。', 'An account number has 8 to 30 digits.'],
  provider_bank_code: ['联行号应为 12 位数字。', 'A bank code has 12 digits.'],
  catalogue_document: ['请填写目录的文号。', 'Please give the number of the catalogue’s document.'],
  catalogue_overlap: [
    '{code} 已有目录项目「{name}」（{start} 至 {end}），期限重叠。请先让它到期。',
    '{code} is {name} already ({start} to {end}); the periods overlap. End that one first.',
  ],
  catalogue_ends: ['该项目已定于 {end} 终止，不能延后。', 'The item ends on {end} already and cannot be prolonged.'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export const contractWords: Record<string, readonly [zh: string, en: string]> = {
  element_content: ['内容', 'the content'],
  element_term: ['期限', 'the term'],
  element_quantity: ['数量', 'the quantity'],
  element_quality: ['质量', 'the quality'],
  element_price: ['价格', 'the price'],
  element_settlement: ['资金结算方式', 'how it is settled'],
  element_rights: ['各方权利义务事项', 'rights and duties'],
  element_breach: ['违约责任', 'liability for breach'],
  stable_content: ['内容相对固定', 'content that stays much the same'],
  continuous: ['连续性强', 'a need that goes on'],
  stable_funds: ['经费来源稳定', 'funds that are secured'],
  stable_price: ['价格变化幅度小', 'prices that change little'],
  unit_bed_month: ['床·月', 'bed-month'],
  unit_place_month: ['位·月', 'place-month'],
  unit_hour: ['小时', 'hour'],
  contract_is_draft: ['草稿', 'a draft'],
  contract_is_discarded: ['已作废', 'discarded'],
  contract_is_signed: ['已签订，未公告', 'signed but not announced'],
  contract_is_announced: ['已公告，未开始', 'announced and not begun'],
  contract_is_active: ['履行中', 'in force'],
  contract_is_ended: ['已到期', 'over'],
  contract_is_terminated: ['已提前终止', 'ended early'],
  provider_enterprise: ['企业', 'an enterprise'],
  provider_social_organisation: ['社会组织', 'a social organisation'],
  provider_public_institution_2: ['公益二类事业单位', 'a public institution of the second kind'],
  provider_village_collective: ['村集体经济组织', 'a village collective'],
  provider_other_eligible: ['其他符合条件的组织', 'another eligible organisation'],
  provider_public_institution_1: ['公益一类事业单位', 'a public institution of the first kind'],
  provider_state_paid_group: ['财政拨款的群团组织', 'a mass organisation paid by the state'],
  provider_government: ['行政机关', 'an organ of the state'],
};
