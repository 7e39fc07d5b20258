/** Whoever deals with requests or looks after them. */
export const readers = ['grid_worker', 'desk', 'partner', 'officer', 'leader', 'inspector'] as const;
