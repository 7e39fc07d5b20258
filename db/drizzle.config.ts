import { defineConfig } from 'drizzle-kit';

/** For `npm run migrations`: compares db/schema with the last snapshot and writes the next SQL file. */
export default defineConfig({ dialect: 'postgresql', schema: './db/schema/*.ts', out: './db/migrations' });
