/** Measures a rate over the last few seconds, so that a pause or a burst soon shows. */
export interface RateMeter {
  /** Takes a running total at a time (milliseconds). */
  add(nowMs: number, total: number): void;
  /** Units per second at a time; undefined until two totals are known. Without a further total it falls, within seconds to 0. */
  rate(nowMs: number): number | undefined;
}

const WINDOW_MS = 5_000;
/** Totals come so often while something moves; what is later counts as standing still. */
const REPORTS_MS = 1_500;

/** See {@link RateMeter}. */
export function createRateMeter(): RateMeter {
  let points: { atMs: number; total: number }[] = [];

  /** Leaves those of the window, and one from before it, so that slow reports still give a rate. */
  function keepRecent(nowMs: number): void {
    const first = points.findLastIndex(({ atMs }) => nowMs - atMs >= WINDOW_MS);
    points = points.slice(Math.max(0, first));
  }

  return {
    add(atMs, total) {
      // A step that begins anew counts from less: what was measured before says nothing of it.
      if (total < (points.at(-1)?.total ?? 0)) points = [];
      points.push({ atMs, total });
      keepRecent(atMs);
    },
    rate(nowMs) {
      if (points.length < 2) return undefined;
      const last = points.at(-1);
      const first = points.findLast(({ atMs }) => nowMs - atMs >= WINDOW_MS) ?? points[0];
      if (first === undefined || last === undefined) return undefined;
      if (first === last) return 0;
      const untilMs = Math.max(last.atMs, nowMs - REPORTS_MS);
      return untilMs === first.atMs ? undefined : ((last.total - first.total) * 1000) / (untilMs - first.atMs);
    },
  };
}
