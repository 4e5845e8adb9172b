/** When the heartbeats of steps leave the worker. */
export interface Heartbeats {
  /** Takes a step in. `beat` sends one with all that is new; it owes one every `intervalMs`, whatever there is to say. */
  join(beat: () => void, intervalMs: number): HeartbeatTurn;
}

/** A step's place among those that heartbeat. */
export interface HeartbeatTurn {
  /** There is something new to tell: `beat` is called now, or later. */
  ask(): void;
  /** A heartbeat went out, whatever for: nothing is new any more, and nothing owed for an interval. */
  told(): void;
  /** The step has nothing more to tell. */
  leave(): void;
}

/**
 * Each step for itself. Of reports that come closer upon each other than `mergeMs` the first goes out, and then the last.
 */
export function createOwnHeartbeats({ mergeMs }: { mergeMs: number }): Heartbeats {
  return {
    join(beat, intervalMs) {
      const owed = setInterval(beat, intervalMs);
      let pause: NodeJS.Timeout | undefined;
      let isBehind = false;
      const tellNow = () => {
        beat();
        pause = setTimeout(() => {
          pause = undefined;
          if (isBehind) tellNow();
        }, mergeMs);
      };
      return {
        ask() {
          if (pause === undefined) tellNow();
          else isBehind = true;
        },
        told() {
          isBehind = false;
          owed.refresh();
        },
        leave() {
          clearInterval(owed);
          clearTimeout(pause);
        },
      };
    },
  };
}

/**
 * Hundreds of steps together. They tell something new `perSecond` times a second (1 or more): so many at once, then in the
 * order of asking. What is owed goes out every `tickMs`, that of several steps together, which costs the server half; it takes
 * along what is new and uses room up as well, so that of hundreds of steps each is heard of when it owes a heartbeat.
 */
export function createSharedHeartbeats({ perSecond, tickMs }: { perSecond: number; tickMs: number }): Heartbeats {
  const spacingMs = 1000 / perSecond;
  /** When each step owes a heartbeat. */
  const steps = new Map<() => void, number>();
  const asking = new Set<() => void>();
  /** Until then what went out takes room; a second ahead at most, so that a crowd that is gone is soon forgotten. */
  let takenUntil = 0;
  let pause: NodeJS.Timeout | undefined;
  let clock: NodeJS.Timeout | undefined;

  const roomInMs = () => takenUntil + spacingMs - 1000 - performance.now();
  const tellAsking = () => {
    pause = undefined;
    for (const beat of asking) {
      if (roomInMs() > 0) break;
      beat();
    }
    if (asking.size > 0) pause = setTimeout(tellAsking, Math.max(1, roomInMs()));
  };
  const tellOwed = () => {
    // The tick that is next to the time.
    const until = performance.now() + tickMs / 2;
    for (const [beat, owedAt] of steps) {
      if (owedAt <= until) beat();
    }
  };

  return {
    join(beat, intervalMs) {
      // Hundreds that begin together, after the death of a worker, do not heartbeat in the same moment ever after.
      steps.set(beat, performance.now() + Math.random() * intervalMs);
      clock ??= setInterval(tellOwed, tickMs);
      return {
        ask() {
          if (!steps.has(beat)) return;
          asking.add(beat);
          if (pause === undefined) tellAsking();
        },
        told() {
          if (!steps.has(beat)) return;
          asking.delete(beat);
          const now = performance.now();
          steps.set(beat, now + intervalMs);
          takenUntil = Math.min(Math.max(takenUntil, now) + spacingMs, now + 1000);
        },
        leave() {
          asking.delete(beat);
          steps.delete(beat);
          if (steps.size > 0) return;
          clearInterval(clock);
          clock = undefined;
        },
      };
    },
  };
}
