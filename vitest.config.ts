import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { failedFilesReporter } from './test/support/failed-files-reporter.ts';
import { YOUNG_SPACE } from './test/support/young-space.ts';

/** The tests of `npm test`: all but the long ones, which are those of `vitest.long.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/**/*.long.test.ts'],
    // Native code of the SDK lives in each process; threads would share its one runtime.
    pool: 'forks',
    // Test files of a process share what they import: the SDK alone takes a second to load, and there are a hundred files.
    isolate: false,
    // Room for what lives as long as a test: less of it is copied by the collector of garbage.
    execArgv: YOUNG_SPACE,
    // Most of a test is waiting for servers and other processes: two more than cores keep the cores busy.
    maxWorkers: availableParallelism() + 2,
    reporters: ['default', failedFilesReporter()],
    globalSetup: ['test/support/global-setup.ts'],
    // These end only what hangs. A test that starts eight processes takes seven seconds on a quiet machine of two cores, and
    // five times as long where others use them too.
    testTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 120_000,
  },
});
