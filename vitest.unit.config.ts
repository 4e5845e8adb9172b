import { availableParallelism } from 'node:os';
import { mergeConfig } from 'vitest/config';
import all from './vitest.config.ts';

/** The tests that need no Temporal server, no built program and no other process: `npm run test:unit`, in seconds. */
const UNITS = [
  ...[
    'activities',
    'config',
    'contracts',
    'http',
    'pacing',
    'platforms',
    'requests',
    'results',
    'transfer',
    'webhooks',
  ].map((folder) => `${folder}/**/*`),
  'report/names',
  'report/papers',
  'report/words',
  'sync/cron',
  'sync/delete-budget',
  'sync/report',
  'sync/rows',
];

export default mergeConfig(
  // What is merged is added: both lists of the whole suite have to go first.
  { ...all, test: { ...all.test, include: [], globalSetup: [] } },
  {
    test: {
      include: UNITS.map((name) => `test/${name}.test.ts`),
      // They wait for nothing, and each process more has to load all that they import.
      maxWorkers: availableParallelism(),
    },
  },
);
