export const scorecardMessages = {} as const;
