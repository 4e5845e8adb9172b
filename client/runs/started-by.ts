import { hostname, userInfo } from 'node:os';
import { STARTED_BY_MEMO } from '../../contracts/names.ts';
import { cutText } from '../../contracts/well-formed.ts';
import type { Run } from './run.ts';

const MAX_CHARACTERS = 200;

/** What a run's memo keeps of who started it. */
export function startedByMemo(startedBy: string | undefined): Record<string, string> {
  return startedBy === undefined ? {} : { [STARTED_BY_MEMO]: cutText(startedBy, MAX_CHARACTERS) };
}

/** Who started an ingestion, as the memo of its run has it. */
export function startedByOf({ memo }: Pick<Run, 'memo'>): string | undefined {
  const startedBy: unknown = memo?.[STARTED_BY_MEMO];
  return typeof startedBy === 'string' ? startedBy : undefined;
}

/** `USER@HOST` of this process. */
export function userAtHost(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may have no entry for its user.
    return String(process.getuid?.() ?? 'unknown');
  }
}
