/** The reasons about assessing facilities and desks, and what follows the grade; part of `messages`. */
export const scorecardMessages = {
  score_measures: [
    '每项指标都要有权重，且不能有指标以外的项。',
    'Every measure needs a weight, and nothing but the measures.',
  ],
  score_weights_sum: ['权重合计应为 100，现为 {sum}。', 'The weights have to sum to 100, not {sum}.'],
  score_bands: [
    '等级线应从优秀到不合格逐级降低，最后一级从 0 分起。',
    'The bands have to fall from the best grade to the last, which begins at 0.',
  ],
  score_release_order: ['等级低的，拨付比例不能高于等级高的。', 'A lower grade cannot release more than a higher one.'],
  score_quarter_open: [
    '{quarter} 还没有结束，{from} 起才能锁定。',
    '{quarter} is not over; it can be fixed from {from} on.',
  ],
  score_fixed: ['{quarter} 已锁定，不能再次锁定。', '{quarter} is fixed already.'],
  score_no_weights: [
    '{quarter} 没有适用的考核权重，请先在“考核权重”登记。',
    'No weights hold for {quarter}. Enter them under the weights first.',
  ],
  score_nobody: ['{quarter} 没有考核对象。', 'Nobody is assessed in {quarter}.'],
  score_not_fixed: ['{quarter} 还没有锁定，请先锁定再公布。', '{quarter} is not fixed yet. Fix it first.'],
  score_published: ['{quarter} 已经公布。', '{quarter} is public already.'],
  score_not_published: [
    '{quarter} 的等级还没有公布，公布后才能拨付留存款。',
    'The grades of {quarter} are not public yet; what was held back is released after that.',
  ],
  release_not_to_decide: [
    '这家机构不需要单独决定：有等级的按等级拨付，没有公布的不能决定。',
    'Nothing is to be decided of this home: with a grade it follows the grade, and without a published card it has to wait.',
  ],
  release_nothing: [
    '{quarter} 没有可以拨付的留存款。没有等级的机构请先填写决定和理由。',
    'Nothing held back of {quarter} can be released. Of homes without a grade, say first what is decided and why.',
  ],
} as const;
