/** What is said on the family's side: helpers, consents, watches, ratings, landmarks, privacy. */
export const familyMessages = {
  // named places
  landmark_name_twice: ['“{name}”写了两遍。', '"{name}" stands there twice.'],
  landmark_alias_taken: [
    '“{name}”已经是另一处的名称，不能再作别名。',
    '"{name}" is the name of another place already and cannot be an alias.',
  ],
  // other homes while waiting
  wishes_in_round: [
    '分配轮次 {round} 正按现在的选择办理，公布或取消以后才能改选。',
    'Round {round} reckons with the present choice; it can be changed once that is published or cancelled.',
  ],
  wishes_promised: [
    '分配轮次 {round} 里有一张快空出来的床定给了您，等入住通知到了、答复以后再改选。',
    'Round {round} has set a bed aside that becomes free soon; the choice can be changed once that offer has come and is answered.',
  ],
  wishes_spouse: [
    '夫妻要求同住一间，两人的选择是同一份：要由也能替配偶办理的人一起改，或先取消同住。',
    'A couple that wants one room has one choice: somebody who may act for both changes it, or the two part first.',
  ],
  wishes_given_up: [
    '这家机构的入住通知已放弃过，再选也不会通知，请选别家。',
    'An offer of this home was given up already, so choosing it again would bring nothing. Please choose another.',
  ],
  wishes_none_left: [
    '选的机构都已放弃过，请至少选一家没有放弃过的，或勾选「其他机构也可以」。',
    'Offers of all these homes were given up already. Please choose one that was not, or accept others.',
  ],
  wishes_same: ['和现在的选择一样，没有要改的。', 'This is the present choice; nothing changes.'],
  // helpers
  helper_may_not: [
    '这件事要老人本人（或持有效证明的监护人）来办，代办人不能代替。',
    'This is for the person themselves, or a guardian whose paper has been seen; a helper cannot do it for them.',
  ],
  helper_code_wrong: [
    '邀请码不对，或已用过、过期、被收回。请老人核对，或重新邀请一次。',
    'The code is wrong, or was used, has expired or was taken back. Please ask the person to check it or to invite you again.',
  ],
  helper_own_code: [
    '这是您自己生成的邀请码，要告诉代办人，由他登录后输入。',
    'You made this code yourself: tell it to the helper, who enters it after signing in.',
  ],
  helper_already: ['您已经在为这位老人代办，不用再接受邀请。', 'You already act for this person.'],
  helper_until_past: ['委托的最后一天不能早于今天。', 'The last day cannot lie in the past.'],
  helper_until_far: [
    '委托最长 {years} 年；想更久，可以选“长期，直到收回”。',
    'A dated authorisation holds for {years} years at most; choose “until taken back” for longer.',
  ],
  helper_wording_changed: [
    '授权书的文字有更新，请重新打开本页，看过再同意。',
    'The text of the authorisation has changed. Please open this page again and read it first.',
  ],
  helper_name_differs: [
    '签的名字与登记的姓名不一致。请写老人身份证上的姓名。',
    'The name does not agree with the one registered. Please write the person’s name as on the ID card.',
  ],
  helper_invitations_open: [
    '已有 {count} 个邀请等人接受，请先收回不用的。',
    '{count} invitations are waiting. Please take back those no longer needed.',
  ],
  helper_paper_needed: [
    '没有书面委托不能关联。请先上传并核验委托书、监护证明或亲属关系证明。',
    'Nobody is linked without a paper. Please upload and check the authorisation, guardianship or proof of kinship first.',
  ],
  helper_paper_other: [
    '这份材料不能证明这种关系：监护人要监护证明，邻居要委托书，本人要身份证。',
    'This paper does not show that relation: a guardian needs the guardianship, a neighbour the authorisation, the person their ID card.',
  ],
  helper_paper_unseen: [
    '这份材料还没核验，或已过期、未被采用。请先与原件核对。',
    'This paper has not been checked, has expired or was refused. Please compare it with the original first.',
  ],
  helper_written_already: ['已经有书面委托，不用再确认。', 'This is in writing already.'],
  helper_guardian_paper: [
    '监护人要凭监护证明，到社区前台核验。',
    'A guardian needs the guardianship paper, checked at the community desk.',
  ],
  helper_no_phone: [
    '老人没有登记手机号。请上传签了字的委托书，或带老人到社区前台。',
    'No mobile number of the person is on record. Please upload the signed authorisation, or come to the community desk together.',
  ],
  helper_phone_own: [
    '登记的手机号是代办人自己的，不能用来代替老人同意。请上传委托书，或带老人到社区前台。',
    'The number on record is a helper’s own and cannot speak for the person. Please upload the authorisation, or come to the community desk together.',
  ],
  helper_ended: ['这项委托已经结束。', 'This has ended already.'],
  helper_self_stays: [
    '老人本人的账号不能在这里解除，请到社区前台办理。',
    'The person’s own account is not removed here; please ask the community desk.',
  ],
  helper_invite_again: ['不能直接恢复，请重新邀请一次。', 'This cannot simply be restored; please invite again.'],
  // consents
  consent_needed: [
    '还差一项同意（{purpose}），没有它不能办理。请勾选，或到社区前台办理。',
    'A consent is missing ({purpose}), without which this cannot be handled. Please tick it, or go to the community desk.',
  ],
  consent_words_old: [
    '告知的内容已更新（现为 {version} 版），请重新阅读后再同意。',
    'The text has been renewed (now version {version}); please read it again before you agree.',
  ],
  consent_which_home: ['请写明提供给哪家机构。', 'Please say to which home.'],
  consent_ended: ['这项同意已经撤回。', 'This consent has been taken back already.'],
  consent_outcome_changed: [
    '情况刚刚有变，撤回的后果与您看到的不同。请再看一遍。',
    'Things have just changed, and taking it back would now do something else. Please look again.',
  ],
  // watches
  watch_where: ['请说明是哪一家机构，或在什么地方附近。', 'Say which home it is about, or near which place.'],
  watch_too_many: [
    '最多同时订 {max} 条提醒，请先停掉不用的。',
    'At most {max} alerts at a time: end one that is no longer needed.',
  ],
  watch_ended: ['这条提醒已经停了，请另订一条。', 'This alert has ended. Please set a new one.'],
  watch_exists: ['这样的提醒已经订过了。', 'There is such an alert already.'],
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
  signed_paper_needed: [
    '前台代办要有老人 30 天内签字的书面材料：请先上传并核验（知情同意书或其他材料），再选它。',
    'At the counter this needs a paper signed within 30 days: please upload it (consent or other), compare it with the original and choose it.',
  ],
  erase_words: ['请按提示一字不差地输入：{words}', 'Please type exactly: {words}'],
  person_erased: ['这位老人的信息已按要求删除。', 'This person’s data has been deleted on request.'],
  account_acts: [
    '这个账号还在为 {count} 位老人办事，请先结束代办，或删除相关信息。',
    'This account still acts for people ({count}); end that first, or have the data deleted.',
  ],
  account_staff: ['工作账号由管理员停用。', 'Staff accounts are closed by the administrator.'],
} as const;
