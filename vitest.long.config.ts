import { configDefaults, mergeConfig } from 'vitest/config';
import { SlowFirst } from './test/support/slow-first.ts';
import all from './vitest.config.ts';

/** The tests that `npm test` leaves out: `npm run test:long`. CONTRIBUTING.md says which these are. */
export default mergeConfig(
  // What is merged is added: both lists of the first set have to go first.
  { ...all, test: { ...all.test, include: [], exclude: [] } },
  {
    test: {
      include: ['test/**/*.long.test.ts'],
      exclude: configDefaults.exclude,
      sequence: { sequencer: SlowFirst },
      // Some take more than a minute on a quiet machine of two cores.
      testTimeout: 300_000,
      hookTimeout: 300_000,
    },
  },
);
