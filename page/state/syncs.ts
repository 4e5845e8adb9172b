import type { ErrorInfo } from '../../contracts/errors.ts';
import type { Sentence } from '../../contracts/sentences.ts';
import { callJson } from '../api/call.ts';
import { isolated } from '../parts/name.tsx';
import { reasonOf } from './actions.ts';
import { tell } from './messages.ts';
import { words } from './session.ts';

/** A run of a sync, as far as the page shows it. */
export interface SyncRun {
  id: string;
  status: 'running' | 'completed' | 'partial' | 'failed' | 'cancelled';
  startedAt: string;
  closedAt?: string;
  found: number;
  new: number;
  changed: number;
  unchanged: number;
  removed: string[];
  deleted: string[];
  failed: { path: string; error: ErrorInfo }[];
  setAside: string[];
  waiting: string[];
  ingestions: string[];
  note?: string;
  error?: ErrorInfo;
  told?: Sentence[];
}

/** A sync in a list, as `/v1` tells it. */
export interface Sync {
  name: string;
  source: string;
  platform: string;
  spec: { every?: string; cron?: string; timezone?: string };
  paused: boolean;
  note?: string;
  nextRuns: string[];
  lastRun?: SyncRun;
  told?: Sentence[];
}

/** One in full. */
export interface SyncDetails extends Sync {
  missed: { at: string; reason: string }[];
  remembered?: { files: number; gone: number; setAside: number };
  problem?: ErrorInfo;
}

/** What can be done to a sync. */
export type SyncAction = 'trigger' | 'pause' | 'resume';

/** Does it and tells what came of it. */
export async function actOnSync(name: string, action: SyncAction, onDone: () => void): Promise<void> {
  const said = words.value;
  const shown = isolated(name);
  try {
    const { run } = await callJson<{ run?: string }>(`v1/syncs/${encodeURIComponent(name)}/${action}`, {
      method: 'POST',
    });
    if (action === 'trigger') tell(run === undefined ? said.syncQueued(shown) : said.syncStarted(shown));
    else tell(action === 'pause' ? said.syncPaused(shown) : said.syncResumed(shown));
    onDone();
  } catch (error) {
    tell(`${shown}${said.colon}${reasonOf(error)}`, true);
  }
}
