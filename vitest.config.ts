import { defineConfig } from 'vitest/config';
import { InOrder } from './test/support/order.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/bench/**', 'test/output/**'],
    globalSetup: ['test/support/global.ts'],
    // a process per file: real connections, and nothing of one file reaches the next
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: InOrder },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
