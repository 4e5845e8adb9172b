import type { CallWatch } from '../lib/http/call-watch.ts';

/** An answer that takes no longer is nothing to be told. */
const SILENT_AFTER_MS = 3_000;

/** What a heartbeat tells of calls without an answer. */
export interface SilenceState {
  /** Since when no call of the step has had an answer or moved a byte (ISO 8601), though one is under way. */
  silentSince?: string;
}

/** Knows for how long nothing comes of the calls of one attempt. */
export interface Silence {
  watch: CallWatch;
  state(): SilenceState;
}

/** `onOver` is called when a silence ends that may have been told. */
export function createSilence(onOver: () => void): Silence {
  let underWay = 0;
  let lastSignMs = 0;
  /** Calls that ended without an answer end no silence: the next attempt goes on with it. */
  let isAnswered = true;

  const isSilent = () => underWay > 0 && Date.now() - lastSignMs >= SILENT_AFTER_MS;
  const sign = () => {
    const wasSilent = isSilent();
    lastSignMs = Date.now();
    isAnswered = true;
    if (wasSilent) onOver();
  };

  return {
    watch: {
      begun() {
        if (underWay === 0 && isAnswered) lastSignMs = Date.now();
        underWay += 1;
        return {
          moved: sign,
          ended(hasAnswer) {
            if (hasAnswer) sign();
            else isAnswered = false;
            underWay -= 1;
          },
        };
      },
    },
    state: () => (isSilent() ? { silentSince: new Date(lastSignMs).toISOString() } : {}),
  };
}
