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
  // privacy
} as const;
