import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // What two cores carry; the lab boots a guest in each.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{protocol,server,hosts,client,cli,demo}/src/**/*.test.ts', 'test/{meta,editors}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: { name: 'lab', include: ['test/lab/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 300_000 },
      },
      {
        test: {
          name: 'page',
          include: ['test/page/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/host/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
