import { type CallError, callJson } from '../api/call.ts';
import { patiently } from '../api/patience.ts';
import type { Group, Listed } from './overview.ts';

/** Ingestions on a page of the list: the list looks what each of them waits for. */
const PAGE_SIZE = 500;

/** What lets all of a group go on, as the gateway groups them: no two groups have the same. */
export function causeOf({ state, waiting, platform = '' }: Pick<Group, 'state' | 'waiting' | 'platform'>): string {
  if (waiting === undefined) return state;
  const { for: what, host = '', reason } = waiting;
  return `${what}|${{ platform, rate: platform, host, worker: reason, ingestion: '' }[what]}`;
}

/** True for an ingestion of the group, one that its end has not been told yet among them. */
function isOf(cause: string, { status, waiting, platform }: Listed): boolean {
  const state = waiting !== undefined ? 'waiting' : status === 'paused' ? 'paused' : 'moving';
  return causeOf({ state, platform, ...(waiting === undefined ? {} : { waiting }) }) === cause;
}

/**
 * All of a group, page by page of the list, each once: those too that the stream only counts. What passes is waited for, as
 * `patiently` does. Errors: {@link CallError}, and that of the signal.
 */
export async function* walkGroup(
  group: Group,
  signal: AbortSignal,
  onWait: (why: CallError | undefined) => void = () => undefined,
): AsyncGenerator<Listed[]> {
  const { state, waiting, platform } = group;
  const filter = new URLSearchParams({ pageSize: String(PAGE_SIZE) });
  if (state === 'waiting') filter.set('waiting', 'true');
  else filter.set('status', state === 'paused' ? 'paused' : 'running');
  // Others of the group may be for another platform, unless that is what they wait for.
  const isOfPlatform = waiting?.for === 'platform' || waiting?.for === 'rate';
  if (isOfPlatform && platform !== undefined) filter.set('platform', platform);
  const cause = causeOf(group);
  const seen = new Set<string>();
  for (let token: string | undefined = ''; token !== undefined; ) {
    if (token !== '') filter.set('pageToken', token);
    const path = `v1/ingestions?${filter.toString()}`;
    const page: { ingestions: Listed[]; nextPageToken?: string } = await patiently(
      () => callJson(path, { signal }),
      onWait,
      signal,
    );
    const found = page.ingestions.filter((one) => !seen.has(one.id) && isOf(cause, one));
    for (const { id } of found) seen.add(id);
    yield found;
    token = page.nextPageToken;
  }
}
