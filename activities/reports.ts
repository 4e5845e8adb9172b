/** When what a step has to tell leaves the worker. */
export interface Reports {
  /** True when there are many that share it. */
  isShared: boolean;
  /** Takes a step in. `tell` sends its newest report in a heartbeat; it is called at once by `ask`, or later. */
  join(tell: () => void): ReportTurn;
}

/** A step's place among those that tell something. */
export interface ReportTurn {
  /** There is something new to tell. */
  ask(): void;
  /** A heartbeat went out, whatever for: there is nothing new any more. */
  told(): void;
  /** The step has nothing more to tell. */
  leave(): void;
}

/**
 * Of reports that come closer upon each other than `intervalMs` the first goes out, and then the last. Each step has a
 * measure of its own.
 */
export function createMergedReports({ intervalMs }: { intervalMs: number }): Reports {
  return {
    isShared: false,
    join(tell) {
      let pause: NodeJS.Timeout | undefined;
      let isBehind = false;
      const tellNow = () => {
        tell();
        pause = setTimeout(() => {
          pause = undefined;
          if (isBehind) tellNow();
        }, intervalMs);
      };
      return {
        ask() {
          if (pause === undefined) tellNow();
          else isBehind = true;
        },
        told() {
          isBehind = false;
        },
        leave: () => clearTimeout(pause),
      };
    },
  };
}

/**
 * All steps together tell something `perSecond` times a second (1 or more): so many at once, then in the order of asking. A
 * heartbeat that a step owes in any case is not held up, takes what is new along, and uses room up as well: of hundreds of
 * steps each is heard of in its heartbeats alone.
 */
export function createSharedReports({ perSecond }: { perSecond: number }): Reports {
  const spacingMs = 1000 / perSecond;
  const waiting = new Set<() => void>();
  /** Until then what went out takes room; a second ahead at most, so that a crowd that is gone is soon forgotten. */
  let takenUntil = 0;
  let timer: NodeJS.Timeout | undefined;

  const roomInMs = () => takenUntil + spacingMs - 1000 - performance.now();
  const tellWaiting = () => {
    timer = undefined;
    for (const tell of waiting) {
      if (roomInMs() > 0) break;
      tell();
    }
    if (waiting.size > 0) timer = setTimeout(tellWaiting, Math.max(1, roomInMs()));
  };

  return {
    isShared: true,
    join: (tell) => ({
      ask() {
        waiting.add(tell);
        if (timer === undefined) tellWaiting();
      },
      told() {
        waiting.delete(tell);
        const now = performance.now();
        takenUntil = Math.min(Math.max(takenUntil, now) + spacingMs, now + 1000);
      },
      leave: () => void waiting.delete(tell),
    }),
  };
}
