import type { Dictionary } from '../i18n.ts';

/** English of the use of funds made public. */
const dictionary: Dictionary = {
  '政府购买养老服务的钱用在了哪里：按补贴项目、合同和机构列出人数和金额，都是已经审定的结算。这里看不到任何人的姓名、身份和身体情况。':
    'Where the money for publicly bought care goes: people and amounts by scheme, contract and institution, all from approved settlements. Nobody’s name, identity or health is shown here.',
  还没有审定的结算: 'Nothing has been settled yet',
  '当月全部合同的结算审定后，这里公开当月的资金使用。':
    'Once the settlements of all contracts of a month are approved, its use of funds is shown here.',
  月份: 'Month',
  不单列: 'not shown',
  '{n} 人 · {sum}': ['{n} person · {sum}', '{n} people · {sum}'],
  '{month}的资金使用': 'Use of funds in {month}',
  '{month}财政支付': 'Paid by government in {month}',
  '惠及 {n} 人': ['for {n} person', 'for {n} people'],
  '不单列：不到 5 人的项不单独列出；为了不能用减法推算，有时连同另一项一起不列。合计里都包含。':
    'Not shown: parts with fewer than 5 people are left out, sometimes together with another part so that subtraction does not give them away. The total includes them.',
  按补贴项目: 'By scheme',
  当月没有支付: 'Nothing was paid in this month',
  补贴项目: 'Scheme',
  人数: 'People',
  金额: 'Amount',
  按合同和机构: 'By contract and institution',
  '{title}：各机构': '{title}: by institution',
  使用公示: 'Notices of use',
  '现在没有公示。': 'There are no notices now.',
  '{month} · {line}': '{month} · {line}',
  '公示期已满，名单已撤下': 'Over; the list has been taken down',
  公示期: 'Stands',
  '{from} 至 {to}': '{from} to {to}',
  公示地点: 'Place',
  名单校验值: 'SHA-256 of the list',
  '名单：{n} 条，共 {sum}': ['List: {n} row, {sum}', 'List: {n} rows, {sum}'],
  姓名: 'Name',
  '{month}资金使用名单，{n} 条': ['List of use in {month}, {n} row', 'List of use in {month}, {n} rows'],
  '金额是这个资金科目承担的部分。其他：不到 5 人的机构或补贴项目不单独写明。':
    'Amounts are what this budget line bears. Other: an institution or scheme with fewer than 5 people is not named.',
};
export default dictionary;
