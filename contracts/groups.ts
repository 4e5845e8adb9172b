import type { IngestStatus, Waiting } from './progress.ts';

/** What open ingestions have in common that are told of together. */
export interface GroupCause {
  state: 'waiting' | 'paused' | 'moving';
  waiting?: Waiting;
  /** Of ingestions that are all for one platform. */
  platform?: string;
}

/** What an open ingestion has that says why it does not move. */
export interface CausedIngestion {
  status: IngestStatus;
  platform: string;
  waiting?: Waiting;
}

/** Which ingestions of a list are looked at for a group: all of it, and some others. */
export interface GroupFilter {
  waiting?: true;
  status?: 'paused' | 'running';
  platform?: string;
}

/** What lets all of a group go on, as one text: no two groups have the same. */
export function causeOf({ state, waiting, platform = '' }: GroupCause): string {
  if (waiting === undefined) return state;
  const { for: what, host = '', reason } = waiting;
  return `${what}|${{ platform, rate: platform, host, worker: reason, ingestion: '' }[what]}`;
}

/** The same of one open ingestion. */
export function causeOfOne({ status, platform, waiting }: CausedIngestion): string {
  if (waiting === undefined) return causeOf({ state: status === 'paused' ? 'paused' : 'moving' });
  return causeOf({ state: 'waiting', waiting, platform });
}

/** What a list is narrowed to that is to have all of a group. */
export function filterOfGroup({ state, waiting, platform }: GroupCause): GroupFilter {
  // Others of the group may be for another platform, unless that is what they wait for.
  const isOfPlatform = waiting?.for === 'platform' || waiting?.for === 'rate';
  return {
    ...(state === 'waiting' ? { waiting: true as const } : { status: state === 'paused' ? 'paused' : 'running' }),
    ...(isOfPlatform && platform !== undefined ? { platform } : {}),
  };
}
