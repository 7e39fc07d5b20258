export const inspectionMessages = {} as const;
