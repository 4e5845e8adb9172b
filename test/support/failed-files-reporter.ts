import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Where a run is to write what failed in it; see {@link FailedFiles}. */
export const FAILED_FILES_PATH = 'MODELRAIL_FAILED_FILES';

/** What failed in a run of tests. */
export interface FailedFiles {
  /** Paths of the files from the root of the project, with the names of what failed in each. */
  files: { path: string; tests: string[] }[];
  /** Whether an error came up outside of every test. */
  hasOtherErrors: boolean;
}

/** Writes which files failed as JSON, where `MODELRAIL_FAILED_FILES` names a path. */
export function failedFilesReporter(): Reporter {
  return {
    onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]) {
      const path = process.env[FAILED_FILES_PATH];
      if (path === undefined) return;
      const failed = modules.filter((module) => module.state() === 'failed');
      const files = failed.map((module) => ({
        path: module.relativeModuleId,
        tests: [...module.children.allTests('failed')].map((test) => test.fullName),
      }));
      writeFileSync(path, JSON.stringify({ files, hasOtherErrors: errors.length > 0 } satisfies FailedFiles));
    },
  };
}
