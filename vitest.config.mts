import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{protocol,server,hosts,client,cli}/src/**/*.test.ts', 'test/meta/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // Two guests at once are what two cores carry.
          maxWorkers: 2,
        },
      },
    ],
  },
});
