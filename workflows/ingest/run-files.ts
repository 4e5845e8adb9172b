import { hostTaskQueue } from '../../contracts/names.ts';
import type { IngestRun, RunFile } from './ingest-run.ts';

/** The queue of the machine that has these files; none when any worker can read them. All are of one machine. */
export function queueOf(
  { taskQueue }: Pick<IngestRun, 'taskQueue'>,
  files: readonly RunFile[],
): { taskQueue?: string; host?: string } {
  const host = files[0]?.file.host;
  return host === undefined ? {} : { taskQueue: hostTaskQueue(taskQueue, host), host };
}

/** Files of one group, for the summary of a step: the first one's name, and how many more. */
export function describeFiles(files: readonly RunFile[]): string {
  const first = files[0]?.file.name ?? '';
  return files.length <= 1 ? first : `${first} and ${files.length - 1} more`;
}

/** Files of a group are sent from now on. */
export function beginUploads({ changed }: Pick<IngestRun, 'changed'>, group: readonly RunFile[]): void {
  for (const { file } of group) {
    file.stage = 'upload';
    file.status = 'uploading';
  }
  changed();
}

/** The files of a run that have a status. */
export function filesWith({ state }: Pick<IngestRun, 'state'>, status: 'pending' | 'uploaded'): RunFile[] {
  return state.files.flatMap((file, index) => (file.status === status ? [{ index, file }] : []));
}
