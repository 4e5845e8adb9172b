/** Decides when the heartbeats of steps are sent. */
export interface Heartbeats {
  /** Adds a step. `beat` sends a heartbeat with the latest progress; one is due every `intervalMs`, even without changes. */
  join(beat: () => void, intervalMs: number): HeartbeatTurn;
}

/** One step's heartbeats. */
export interface HeartbeatTurn {
  /** There is new progress: `beat` is called now, or later. */
  ask(): void;
  /** A heartbeat was sent: no progress is pending, and the next one is due after an interval. */
  told(): void;
  /** The step has ended. */
  leave(): void;
}

/**
 * Every step on its own schedule. Of several reports within `mergeMs` the first is sent at once and the last at the end.
 */
export function createOwnHeartbeats({ mergeMs }: { mergeMs: number }): Heartbeats {
  return {
    join(beat, intervalMs) {
      const due = setInterval(beat, intervalMs);
      let pause: NodeJS.Timeout | undefined;
      let isBehind = false;
      const sendNow = () => {
        beat();
        pause = setTimeout(() => {
          pause = undefined;
          if (isBehind) sendNow();
        }, mergeMs);
      };
      return {
        ask() {
          if (pause === undefined) sendNow();
          else isBehind = true;
        },
        told() {
          isBehind = false;
          due.refresh();
        },
        leave() {
          clearInterval(due);
          clearTimeout(pause);
        },
      };
    },
  };
}

/**
 * Hundreds of steps with one rate limit: `perSecond` reports of new progress a second (1 or more), in bursts of that size, first
 * come, first served. Due heartbeats are sent every `tickMs`, those of several steps together, which halves the server's cost.
 * They carry the latest progress and count towards the rate, so that hundreds of steps report at least when one is due.
 */
export function createSharedHeartbeats({ perSecond, tickMs }: { perSecond: number; tickMs: number }): Heartbeats {
  const spacingMs = 1000 / perSecond;
  /** When the next heartbeat of each step is due. */
  const steps = new Map<() => void, number>();
  const asking = new Set<() => void>();
  /** Heartbeats that were sent use up the rate until then. The debt is capped at 1 s, so a burst is soon paid off. */
  let takenUntil = 0;
  let pause: NodeJS.Timeout | undefined;
  let clock: NodeJS.Timeout | undefined;

  const roomInMs = () => takenUntil + spacingMs - 1000 - performance.now();
  const sendPending = () => {
    pause = undefined;
    for (const beat of asking) {
      if (roomInMs() > 0) break;
      beat();
    }
    if (asking.size > 0) pause = setTimeout(sendPending, Math.max(1, roomInMs()));
  };
  const sendDue = () => {
    // Rounds to the nearest tick.
    const until = performance.now() + tickMs / 2;
    for (const [beat, dueAt] of steps) {
      if (dueAt <= until) beat();
    }
  };

  return {
    join(beat, intervalMs) {
      // Jitter: hundreds of steps that start together, after the death of a worker, must not stay in step.
      steps.set(beat, performance.now() + Math.random() * intervalMs);
      clock ??= setInterval(sendDue, tickMs);
      return {
        ask() {
          if (!steps.has(beat)) return;
          asking.add(beat);
          if (pause === undefined) sendPending();
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
