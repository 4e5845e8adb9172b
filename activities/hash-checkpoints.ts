import type { FingerprintFile, FingerprintHeartbeat, HashCheckpoint } from '../contracts/activities.ts';
import { parseCheckpoint } from '../lib/hashing/checkpoint.ts';
import type { ActivityRun } from './run.ts';

/**
 * Characters of checksums in one heartbeat, which leaves the worker twice a second and is stored each time: files of
 * 48 GiB in chunks of 4 MiB. What is hashed beyond goes without further checkpoints.
 */
const MAX_CHECKSUM_CHARS = 64 * 1024;

/** Checkpoints of a hashing step, by file index. */
export interface HashCheckpoints {
  /** Where to go on with a file; undefined: at its beginning. */
  of(index: number): HashCheckpoint | undefined;
  /** Keeps a file's newest, unless the heartbeat would get too large with it: the one before it stands then. */
  keep(index: number, checkpoint: HashCheckpoint): void;
  /** As they go into a heartbeat. */
  toHeartbeat(): Pick<FingerprintHeartbeat, 'checkpoints'>;
}

/** What a step is asked for. */
interface HashStep {
  chunkSizeBytes: number;
  files: readonly FingerprintFile[];
  checkpoints?: Record<string, HashCheckpoint>;
}

/**
 * Checkpoints that the attempt before left, else those that the step was given. They are of the same content: size and
 * stamp of a file are the same in all attempts, and are compared with the disk before and after.
 */
export function createHashCheckpoints(step: HashStep, previous: ActivityRun['previous']): HashCheckpoints {
  const kept = new Map<number, HashCheckpoint>();
  let checksumChars = 0;

  function keep(index: number, checkpoint: HashCheckpoint): void {
    const chars = checksumChars - (kept.get(index)?.checksums.length ?? 0) + checkpoint.checksums.length;
    if (chars > MAX_CHECKSUM_CHARS) return;
    checksumChars = chars;
    kept.set(index, checkpoint);
  }

  // An attempt that died early may have said nothing of what it was given.
  const left: Record<string, unknown> = { ...step.checkpoints, ...checkpointsIn(previous) };
  for (const { index, size } of step.files) {
    const checkpoint = parseCheckpoint(left[index], { size, chunkSizeBytes: step.chunkSizeBytes });
    if (checkpoint !== undefined) keep(index, checkpoint);
  }

  return {
    of: (index) => kept.get(index),
    keep,
    toHeartbeat: () => (kept.size === 0 ? {} : { checkpoints: Object.fromEntries(kept) }),
  };
}

function checkpointsIn(previous: ActivityRun['previous']): Record<string, unknown> {
  const checkpoints = previous?.['checkpoints'];
  // as: each one is parsed before it is used.
  return typeof checkpoints === 'object' && checkpoints !== null ? (checkpoints as Record<string, unknown>) : {};
}
