import { patched } from '@temporalio/workflow';
import { extensionOf } from '../../contracts/chongqing-bim/file-name.ts';
import { errorOf } from '../../contracts/errors.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { type InspectedRunFile, inspectFiles } from '../ingest/fingerprint-files.ts';
import { failFile, isAlive } from '../ingest/ingest-state.ts';
import { filesWith } from '../ingest/run-files.ts';
import type { ChongqingBimRun } from './chongqing-bim-run.ts';
import { convertModels } from './convert-models.ts';
import { withoutCopies } from './copies.ts';
import { registerModels } from './register-models.ts';
import { reportUploads } from './report-uploads.ts';
import { uploadGroups } from './upload-files.ts';
import { warnOfLargeFiles } from './warn-of-large-files.ts';

/** The Chongqing pipeline: send every file, convert what arrived as one task, register what converted. */
export async function deliverToChongqingBim(run: ChongqingBimRun): Promise<void> {
  const { state } = run;
  const groups = withTypes(run, await inspectFiles(run, filesWith(run, 'pending'), run.plan));
  warnOfLargeFiles(run, groups.flat());
  if (state.request.options?.dryRun === true) return reportUploads(run, groups);
  if (isCalledOff(run)) return;
  await uploadGroups(run, groups);
  if (isCalledOff(run)) return;
  await convertModels(run, withoutCopies(run, filesWith(run, 'uploaded')));
  if (isCalledOff(run)) return;
  if (run.admitRegistration !== undefined && !(await run.admitRegistration())) return;
  await run.gate.open();
  await registerModels(run);
}

const NO_TYPE = sentenceOf('the name has no extension, and the platform knows the type of a file by it: set `name`');

/** Any Temporal client may start a run; one file that the platform could not take must not cost the others. */
function withTypes(run: ChongqingBimRun, groups: InspectedRunFile[][]): InspectedRunFile[][] {
  const hasType = ({ file }: InspectedRunFile) => extensionOf(file.name) !== '';
  const unfit = groups.flat().filter((entry) => !hasType(entry));
  if (unfit.length === 0 || !patched('names-need-a-type')) return groups;
  for (const { file } of unfit) {
    failFile(file, errorOf('InvalidRequest', NO_TYPE));
  }
  run.changed();
  return groups.map((group) => group.filter(hasType)).filter((group) => group.length > 0);
}

/** True when one failed model ends the whole ingestion, by the request's wish. */
function isCalledOff({ state }: ChongqingBimRun): boolean {
  return state.request.options?.onModelError === 'fail' && state.files.some((file) => !isAlive(file));
}
