export const requestMessages = {} as const;
