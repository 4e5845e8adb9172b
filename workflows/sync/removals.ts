import type { RemovableFile, RemovalPage } from '../../contracts/sync/activities.ts';
import type { SyncInput } from '../../contracts/sync/declaration.ts';
import { addFindings, type SyncReport } from '../../contracts/sync/report.ts';
import { REMOVE_MAX_FILES, REMOVE_TIME_LIMIT_MS, type SyncRunState } from '../../contracts/sync/run.ts';
import { toErrorInfo } from '../steps/failure-info.ts';
import { type StepOptions, syncSteps } from '../steps/steps.ts';

/** Removes from the platform what one look at the source found to be gone. True: there may be more. */
export async function removePage(
  input: SyncInput,
  state: SyncRunState,
  onSource: StepOptions,
  onChange: () => void,
): Promise<boolean> {
  const { removal = {} } = state;
  const { next: from, ...terms } = removal;
  const page: RemovalPage = await syncSteps.findRemoved(
    { ...input, ...terms, ...(from === undefined ? {} : { from }) },
    onSource,
  );
  addFindings(state.report, page.findings);
  onChange();
  for (let at = 0; at < page.files.length; at += REMOVE_MAX_FILES) {
    await removeGroup(input, page.files.slice(at, at + REMOVE_MAX_FILES), state.report);
    onChange();
  }
  state.removal = page.next === undefined ? terms : { ...terms, next: page.next };
  return page.next !== undefined;
}

/** Removes files until each of them has its end; what fails is left to the next run. */
async function removeGroup(input: SyncInput, files: readonly RemovableFile[], report: SyncReport): Promise<void> {
  let pending = [...files];
  try {
    while (pending.length > 0) {
      const { findings, deferred } = await syncSteps.removeFiles(
        { ...input, files: pending },
        { summary: `remove ${pending.length} files`, timeLimitMs: REMOVE_TIME_LIMIT_MS },
      );
      addFindings(report, findings);
      const paths = new Set(deferred.map(({ path }) => path));
      pending = pending.filter(({ path }) => paths.has(path));
    }
  } catch (error) {
    const info = toErrorInfo(error);
    addFindings(report, { failed: pending.map(({ path }) => ({ path, error: info })) });
  }
}
