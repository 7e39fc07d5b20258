export const supervisionMessages = {} as const;
