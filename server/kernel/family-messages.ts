/** What is said on the family's side: helpers, consents, watches, ratings, landmarks, privacy. */
export const familyMessages = {
  // named places
  // helpers
  helper_may_not: [
    '这件事要老人本人（或持有效证明的监护人）来办，代办人不能代替。',
    'This is for the person themselves, or a guardian whose paper has been seen; a helper cannot do it for them.',
  ],
  // consents
  // watches
  // ratings
  rating_early: [
    '入住满 {days} 天后再评价，那时看得更清楚。',
    'A stay can be rated once it has lasted {days} days; then one has seen more of it.',
  ],
  rating_late: [
    '离开已超过 {months} 个月，不能再评价。',
    'The stay ended more than {months} months ago; it cannot be rated any more.',
  ],
  rating_no_stay: [
    '这条入住记录不是一次完整的入住，不能评价。',
    'This entry is not a stay of its own, so it cannot be rated.',
  ],
  rating_given: [
    '这次入住已经评价过。要改，请先撤回再重新评价。',
    'This stay has been rated. To change it, withdraw the rating and give it anew.',
  ],
  rating_withdrawn: ['这条评价已经撤回。', 'This rating has been withdrawn.'],
  rating_hidden: ['这条评价已经隐藏。', 'This rating is hidden.'],
  rating_replied: ['已经答复过，每条评价只能答复一次。', 'It has been answered; there is one answer to a rating.'],
  rating_id_no: [
    '评价里好像有身份证号。评价人人可见，请删去号码再提交。',
    'There seems to be an ID number in the text. Everybody will read it; please take the number out.',
  ],
  rating_phone: [
    '评价里好像有电话号码。评价人人可见，请删去号码再提交。',
    'There seems to be a phone number in the text. Everybody will read it; please take the number out.',
  ],
  rating_long: ['最多 {limit} 个字。', 'At most {limit} characters.'],
  // privacy
} as const;
