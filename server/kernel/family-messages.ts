/** What is said on the family's side: helpers, consents, watches, ratings, landmarks, privacy. */
export const familyMessages = {
  // named places
  // helpers
  // consents
  // watches
  // ratings
  // privacy
} as const;
