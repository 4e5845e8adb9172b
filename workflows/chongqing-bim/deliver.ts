import { inspectFiles } from '../fingerprint-files.ts';
import type { IngestRun, RunFile } from '../ingest-run.ts';
import { isAlive } from '../ingest-state.ts';
import { convertModels } from './convert-models.ts';
import { registerModels } from './register-models.ts';
import { reportUploads } from './report-uploads.ts';
import { uploadGroups } from './upload-files.ts';

/** The Chongqing pipeline: send every file, convert what arrived as one task, register what converted. */
export async function deliverToChongqingBim(run: IngestRun): Promise<void> {
  const { state } = run;
  const groups = await inspectFiles(run, filesWith(run, 'pending'));
  if (state.request.options?.dryRun === true) return reportUploads(run, groups);
  if (isCalledOff(run)) return;
  await uploadGroups(run, groups);
  if (isCalledOff(run)) return;
  await convertModels(run, filesWith(run, 'uploaded'));
  if (isCalledOff(run)) return;
  if (run.admitRegistration !== undefined && !(await run.admitRegistration())) return;
  await run.gate.open();
  await registerModels(run);
}

/** True when one failed model ends the whole ingestion, by the request's wish. */
function isCalledOff({ state }: IngestRun): boolean {
  return state.request.options?.onModelError === 'fail' && state.files.some((file) => !isAlive(file));
}

function filesWith({ state }: IngestRun, status: 'pending' | 'uploaded'): RunFile[] {
  return state.files.flatMap((file, index) => (file.status === status ? [{ index, file }] : []));
}
