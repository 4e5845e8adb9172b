import { FILE_STATUSES, type FileProgress, type IngestProgress, STAGES } from '../../contracts/progress.ts';

/**
 * A state with no lower percentage than the one that was shown before, of all and of each file, and with no file in an earlier
 * stage: what begins anew, a hash after the death of a worker, has to come further first. Another run begins anew.
 */
export function neverLower(now: IngestProgress, before: IngestProgress | undefined): IngestProgress {
  if (before?.runId !== now.runId) return now;
  const files = now.files.map((file, position) => fileNeverLower(file, before.files[position]));
  const stage = STAGES.indexOf(before.stage) > STAGES.indexOf(now.stage) ? before.stage : now.stage;
  return { ...now, files, stage, percent: Math.max(now.percent, before.percent) };
}

function fileNeverLower(file: FileProgress, before: FileProgress | undefined): FileProgress {
  if (before === undefined) return file;
  const percent = Math.max(file.percent, before.percent);
  if (file.status === 'failed' || before.status === 'failed') return { ...file, percent };
  const stage = STAGES.indexOf(before.stage) > STAGES.indexOf(file.stage) ? before.stage : file.stage;
  const status =
    FILE_STATUSES.indexOf(before.status) > FILE_STATUSES.indexOf(file.status) ? before.status : file.status;
  return { ...file, percent, stage, status };
}
