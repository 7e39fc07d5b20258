export const coverageMessages = {} as const;
