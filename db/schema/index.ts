// The one place drizzle reads the whole schema from; slices import the table's own file.
export * from './allocation.ts';
export * from './applicants.ts';
export * from './applications.ts';
export * from './contracts.ts';
export * from './divisions.ts';
export * from './facilities.ts';
export * from './placements.ts';
export * from './registry.ts';
