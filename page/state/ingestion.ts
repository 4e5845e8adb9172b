import { useEffect, useState } from 'preact/hooks';
import type { IngestProgress } from '../../contracts/progress.ts';
import { createRateMeter } from '../../contracts/rate-meter.ts';
import { transferredBytes } from '../../contracts/transferred-bytes.ts';
import type { CallError } from '../api/call.ts';
import { follow, type StreamState } from '../api/stream.ts';

/** One ingestion as it goes. */
export interface Followed {
  progress?: IngestProgress & { filesPageToken?: string; warnings?: string[]; notes?: string[] };
  /** Bytes per second. */
  rate: number;
  state: StreamState;
  problem?: CallError;
}

/** Follows an ingestion as long as the view is there; `again` changes when it is to be followed anew, as after a retry. */
export function useIngestion(id: string, again: number): Followed {
  const [seen, set] = useState<Followed>({ rate: 0, state: 'connecting' });
  useEffect(() => {
    const stop = new AbortController();
    const meter = createRateMeter();
    set((last) => (last.progress?.id === id ? last : { rate: 0, state: 'connecting' }));
    const handlers = {
      event(_name: string, data: string) {
        const progress = JSON.parse(data) as IngestProgress; // as: the description of the API says so
        const nowMs = Date.now();
        meter.add(nowMs, transferredBytes(progress).sent);
        set({ progress, rate: meter.rate(nowMs) ?? 0, state: 'live' });
      },
      state(state: StreamState, problem?: CallError) {
        set(({ progress, rate }) => ({
          ...(progress === undefined ? {} : { progress }),
          rate,
          state,
          ...(problem === undefined ? {} : { problem }),
        }));
      },
    };
    void follow(`v1/ingestions/${encodeURIComponent(id)}/events`, handlers, stop.signal);
    return () => stop.abort();
  }, [id, again]);
  return seen;
}
