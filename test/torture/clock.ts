/** Parts of a round: processes and files, disturbances, what takes its own time after them, and the judgement. */
export const PHASES = ['prepare', 'disturb', 'settle', 'judge'] as const;
/** One of {@link PHASES}. */
export type Phase = (typeof PHASES)[number];

/** Adds up the seconds of each part, beginning with the first. */
export function createClock(): {
  enter(phase: Phase): void;
  read(): { seconds: number; phases: Record<Phase, number> };
} {
  const phases: Record<Phase, number> = { prepare: 0, disturb: 0, settle: 0, judge: 0 };
  let current: Phase = 'prepare';
  let since = performance.now();

  function enter(phase: Phase): void {
    phases[current] += (performance.now() - since) / 1000;
    since = performance.now();
    current = phase;
  }

  return {
    enter,
    read() {
      enter(current);
      return { phases, seconds: Object.values(phases).reduce((sum, seconds) => sum + seconds, 0) };
    },
  };
}
