import { causeOf, causeOfOne, filterOfGroup } from '../../contracts/groups.ts';
import { type CallError, callJson } from '../api/call.ts';
import { patiently } from '../api/patience.ts';
import type { Group, Listed } from './overview.ts';

/** Ingestions on a page of the list: the list looks what each of them waits for. */
const PAGE_SIZE = 500;

/**
 * All of a group, page by page of the list, each once: those too that the stream only counts. What passes is waited for, as
 * `patiently` does. Errors: {@link CallError}, and that of the signal.
 */
export async function* walkGroup(
  group: Group,
  signal: AbortSignal,
  onWait: (why: CallError | undefined) => void = () => undefined,
): AsyncGenerator<Listed[]> {
  const filter = new URLSearchParams({ pageSize: String(PAGE_SIZE) });
  for (const [key, value] of Object.entries(filterOfGroup(group))) filter.set(key, String(value));
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
    const found = page.ingestions.filter((one) => !seen.has(one.id) && causeOfOne(one) === cause);
    for (const { id } of found) seen.add(id);
    yield found;
    token = page.nextPageToken;
  }
}
