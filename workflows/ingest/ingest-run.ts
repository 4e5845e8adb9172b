import type { IngestPlan } from '../../contracts/activities.ts';
import { hostTaskQueue } from '../../contracts/names.ts';
import type { FileState } from '../../contracts/state.ts';
import type { IngestState } from './ingest-state.ts';
import type { PauseGate } from './pause-gate.ts';

/** What the parts of an ingestion share. */
export interface IngestRun {
  state: IngestState;
  plan: IngestPlan;
  gate: PauseGate;
  /** The run's own queue; queues of hosts are named after it. */
  taskQueue: string;
  /** Tells the world that the state has changed. */
  changed(): void;
  /** Asked before models are registered, where somebody else has a say in it; false: nothing is to be registered. */
  admitRegistration?(): Promise<boolean>;
}

/** A file and its position in the request, by which steps name it. */
export interface RunFile {
  index: number;
  file: FileState;
}

/** The queue of the machine that has these files; none when any worker can read them. All are of one machine. */
export function queueOf(run: IngestRun, files: readonly RunFile[]): { taskQueue?: string; host?: string } {
  const host = files[0]?.file.host;
  return host === undefined ? {} : { taskQueue: hostTaskQueue(run.taskQueue, host), host };
}

/** Files of one group, for the summary of a step: the first one's name, and how many more. */
export function describeFiles(files: readonly RunFile[]): string {
  const first = files[0]?.file.name ?? '';
  return files.length <= 1 ? first : `${first} and ${files.length - 1} more`;
}
