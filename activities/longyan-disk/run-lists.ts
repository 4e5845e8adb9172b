import { orAborted } from '../../lib/or-aborted.ts';
import type { LongyanDiskClient } from '../../platforms/longyan-disk/client.ts';

/** The calls that list what there is of teaching metadata. */
export type MetadataLists = Pick<
  LongyanDiskClient,
  'queryPeriods' | 'querySubjects' | 'queryEditions' | 'queryVolumes' | 'queryTextbooks' | 'queryChapters'
>;

/** The platform's lists for the runs of this worker: each run asks for a list once, however many of its files want it. */
export interface RunLists {
  of(runId: string): MetadataLists;
}

/** Runs whose lists are kept: those that look nothing up any more make room. */
const MAX_RUNS = 100;

/** No list is known yet. */
export function createRunLists(client: MetadataLists): RunLists {
  const runs = new Map<string, MetadataLists>();
  return {
    of(runId) {
      const lists = runs.get(runId) ?? keptLists(client);
      // The last one in order is the one that was used last.
      runs.delete(runId);
      runs.set(runId, lists);
      const oldest = runs.keys().next();
      if (runs.size > MAX_RUNS && oldest.done !== true) runs.delete(oldest.value);
      return lists;
    },
  };
}

function keptLists(client: MetadataLists): MetadataLists {
  const asked = new Map<string, Promise<unknown>>();

  async function once<T>(key: readonly unknown[], signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> {
    const text = JSON.stringify(key);
    const before = asked.get(text) as Promise<T> | undefined; // as: the key has the call in it
    // Why another step had no answer is its own matter.
    const told = before && (await orAborted(before, signal).catch(() => undefined));
    signal?.throwIfAborted();
    if (told !== undefined) return told;
    const asking = ask();
    asked.set(text, asking);
    return await asking;
  }

  return {
    queryPeriods: (filter, signal) => once(['periods', filter], signal, () => client.queryPeriods(filter, signal)),
    querySubjects: (filter, signal) => once(['subjects', filter], signal, () => client.querySubjects(filter, signal)),
    queryEditions: (filter, signal) => once(['editions', filter], signal, () => client.queryEditions(filter, signal)),
    queryVolumes: (filter, signal) => once(['volumes', filter], signal, () => client.queryVolumes(filter, signal)),
    queryTextbooks: (filter, signal) =>
      once(['textbooks', filter], signal, () => client.queryTextbooks(filter, signal)),
    queryChapters: (textbookId, signal) =>
      once(['chapters', textbookId], signal, () => client.queryChapters(textbookId, signal)),
  };
}
