export const divisionMessages = {} as const;
