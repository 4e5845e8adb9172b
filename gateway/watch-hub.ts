import type { Modelrail } from '../client/index.ts';
import type { IngestProgress } from '../contracts/progress.ts';
import { type EventBytes, writeEvent } from './event-stream.ts';
import { pageOfFiles } from './files-page.ts';

/** A state of an ingestion, serialised once for all subscribers. */
export interface Sight {
  /** The event that shows what `GET /v1/ingestions/{id}` answers. */
  progress: EventBytes;
  /** The event that says so of one that has ended. */
  done: EventBytes | undefined;
  /** What a client that has seen `done` says when it connects again. A retry is another run, whose end is another. */
  doneId: string;
}

/** A subscriber. Neither function may throw. */
export interface Watcher {
  see(sight: Sight): void;
  /** The watch ended by itself: what it watched has ended (undefined), or cannot be watched any more. */
  end(error: unknown): void;
}

interface Watch {
  watchers: Set<Watcher>;
  last: Sight | undefined;
  stop: AbortController;
}

/** Watches each ingestion once, however many want to see it. */
export interface WatchHub {
  /** Watches an ingestion; a later watcher sees the last known state at once. Answers how to stop. */
  watch(id: string, watcher: Watcher): () => void;
  /** Number of subscribers. */
  readonly size: number;
  /** Ends all watches; their watchers are told. */
  close(): void;
}

/** A hub that looks through the client library. */
export function createWatchHub(client: () => Promise<Modelrail>): WatchHub {
  const watches = new Map<string, Watch>();

  function start(id: string): Watch {
    const watch: Watch = { watchers: new Set(), last: undefined, stop: new AbortController() };
    watches.set(id, watch);
    void follow(id, watch);
    return watch;
  }

  async function follow(id: string, watch: Watch): Promise<void> {
    let failure: unknown;
    try {
      const modelrail = await client();
      for await (const progress of modelrail.watch(id, { signal: watch.stop.signal })) {
        watch.last = toSight(progress);
        for (const watcher of watch.watchers) watcher.see(watch.last);
      }
    } catch (error) {
      failure = error;
    }
    // A later subscriber starts a new watch: an ended ingestion may have been retried.
    if (watches.get(id) === watch) watches.delete(id);
    for (const watcher of watch.watchers) watcher.end(failure);
    watch.watchers.clear();
  }

  function leave(id: string, watch: Watch, watcher: Watcher): void {
    watch.watchers.delete(watcher);
    if (watch.watchers.size > 0) return;
    if (watches.get(id) === watch) watches.delete(id);
    watch.stop.abort();
  }

  return {
    watch(id, watcher) {
      const watch = watches.get(id) ?? start(id);
      watch.watchers.add(watcher);
      if (watch.last !== undefined) watcher.see(watch.last);
      return () => leave(id, watch, watcher);
    },
    get size() {
      return [...watches.values()].reduce((sum, { watchers }) => sum + watchers.size, 0);
    },
    close() {
      for (const { stop } of watches.values()) stop.abort();
    },
  };
}

function toSight(progress: IngestProgress): Sight {
  const data = JSON.stringify(pageOfFiles(progress));
  const doneId = `${progress.runId}/done`;
  return {
    progress: writeEvent({ name: 'progress', data }),
    done: progress.closedAt === undefined ? undefined : writeEvent({ name: 'done', data, id: doneId }),
    doneId,
  };
}
