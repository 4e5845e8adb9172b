import { setTimeout as sleep } from 'node:timers/promises';
import type { Modelrail } from '../client/index.ts';
import { type EventBytes, writeEvent } from './event-stream.ts';
import type { OverviewLook } from './open-overview.ts';

/** A subscriber. Neither function may throw. */
export interface OverviewWatcher {
  /** Given the event that shows it. */
  see(event: EventBytes): void;
  /** It cannot be looked any more: why, or undefined when the gateway stops. */
  end(error: unknown): void;
}

/** Looks at everything that is open, once for all who want to see it. */
export interface OverviewHub {
  /** Watches; a later watcher sees what was last seen at once. Answers how to stop. */
  watch(watcher: OverviewWatcher): () => void;
  /** Number of subscribers. */
  readonly size: number;
  /** Ends all watches; their watchers are told. */
  close(): void;
}

/** Milliseconds between two looks. */
const INTERVAL_MS = 2_000;

/** A hub that looks as long as it has listeners. */
export function createOverviewHub(client: () => Promise<Modelrail>, { look }: OverviewLook): OverviewHub {
  const watchers = new Set<OverviewWatcher>();
  let stop: AbortController | undefined;
  let last: EventBytes | undefined;

  async function follow({ signal }: AbortController): Promise<void> {
    let failure: unknown;
    let seen = '';
    try {
      while (!signal.aborted) {
        const overview = await look(await client(), true);
        const text = JSON.stringify({ ...overview, at: '' });
        if (text !== seen && !signal.aborted) {
          seen = text;
          last = writeEvent({ name: 'overview', data: JSON.stringify(overview) });
          for (const watcher of watchers) watcher.see(last);
        }
        await sleep(INTERVAL_MS, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) failure = error;
    }
    // The last watcher has left, and perhaps another one has come since.
    if (stop?.signal !== signal) return;
    stop = undefined;
    last = undefined;
    for (const watcher of watchers) watcher.end(failure);
    watchers.clear();
  }

  return {
    watch(watcher) {
      watchers.add(watcher);
      if (stop === undefined) {
        stop = new AbortController();
        void follow(stop);
      } else if (last !== undefined) watcher.see(last);
      return () => {
        watchers.delete(watcher);
        if (watchers.size > 0) return;
        stop?.abort();
        stop = undefined;
        last = undefined;
      };
    },
    get size() {
      return watchers.size;
    },
    close: () => stop?.abort(),
  };
}
