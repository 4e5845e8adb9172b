import { patched } from '@temporalio/workflow';
import type { RemovableFile, RemovalPage } from '../../contracts/sync/activities.ts';
import type { SyncInput } from '../../contracts/sync/declaration.ts';
import { addFindings, failureFindings, type SyncReport } from '../../contracts/sync/report.ts';
import { REMOVE_MAX_FILES, REMOVE_TIME_LIMIT_MS, type SyncRunState } from '../../contracts/sync/run.ts';
import { toKeptError } from '../steps/failure-info.ts';
import { type StepOptions, syncSteps } from '../steps/steps.ts';
import { countFiles } from './sync-visibility.ts';

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

/** Only now that the run has been told of them, so that a repeated attempt tells nothing less. */
async function forget({ name }: SyncInput, files: readonly RemovableFile[], deleted: readonly string[]): Promise<void> {
  // Runs of the first version forgot them in the same step.
  if (deleted.length === 0 || !patched('tell-before-forgetting')) return;
  const paths = new Set(deleted);
  await syncSteps.forgetRemoved(
    { name, files: files.filter(({ path }) => paths.has(path)) },
    { summary: `remember that ${countFiles(deleted.length)} were removed` },
  );
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
      await forget(input, pending, findings.deleted ?? []);
      const paths = new Set(deferred.map(({ path }) => path));
      pending = pending.filter(({ path }) => paths.has(path));
    }
  } catch (error) {
    const kept = toKeptError(error);
    addFindings(report, failureFindings(pending.map(({ path }) => ({ path, error: kept }))));
  }
}
