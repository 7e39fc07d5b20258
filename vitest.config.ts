import { defineConfig } from 'vitest/config';
import { InOrder } from './test/support/order.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/bench/**', 'test/output/**'],
    globalSetup: ['test/support/global.ts'],
    // Processes with real connections, kept for many files: loading the product anew for each took a tenth of the time.
    // What a file has of its own is its database.
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: InOrder },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
