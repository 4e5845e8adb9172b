/** Measures a rate over the last few seconds, so that a pause or a burst soon shows. */
export interface RateMeter {
  /** Takes a running total at a time (milliseconds). */
  add(nowMs: number, total: number): void;
  /** Units per second; undefined until two totals are known. */
  rate(): number | undefined;
}

const WINDOW_MS = 5_000;

/** See {@link RateMeter}. */
export function createRateMeter(): RateMeter {
  let points: { atMs: number; total: number }[] = [];
  return {
    add(atMs, total) {
      // A step that begins anew counts from less: what was measured before says nothing of it.
      if (total < (points.at(-1)?.total ?? 0)) points = [];
      const recent = points.filter((point) => atMs - point.atMs <= WINDOW_MS);
      // One point from before the window is kept, so that slow reports still give a rate.
      const older = recent.length < 2 ? points.slice(-1).filter((point) => !recent.includes(point)) : [];
      points = [...older, ...recent, { atMs, total }];
    },
    rate() {
      const first = points[0];
      const last = points.at(-1);
      if (first === undefined || last === undefined || last.atMs === first.atMs) return undefined;
      return ((last.total - first.total) * 1000) / (last.atMs - first.atMs);
    },
  };
}
