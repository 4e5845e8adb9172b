import { CancellationScope, condition } from '@temporalio/workflow';
import type { StepReports } from '../../contracts/activities.ts';
import { READ_REPORTS_LIMIT_MS } from '../../contracts/policies.ts';
import { isInterruption } from '../steps/failure-info.ts';
import { lastReport } from '../steps/last-report.ts';
import { steps } from '../steps/steps.ts';

/** Holds work back while an ingestion is paused. */
export interface PauseGate {
  readonly isPaused: boolean;
  /** When the pause began (ISO 8601); undefined while there is none. */
  readonly pausedSince: string | undefined;
  pause(): void;
  resume(): void;
  /** Resolves when the ingestion is not paused: before a step that must not be interrupted. */
  open(): Promise<void>;
  /**
   * Runs a step that a pause stops and a resume starts anew. `onInterrupted` is told what the stopped one had done, as far
   * as that is known, also when a cancellation stopped it; it may be told of other steps' files too.
   */
  run<T>(step: () => Promise<T>, onInterrupted?: (done: Partial<StepReports>) => void): Promise<T>;
}

/** A gate that is open. */
export function createPauseGate(): PauseGate {
  let pausedSince: string | undefined;
  const stops = new Set<() => Promise<void>>();
  let reading: Promise<StepReports | undefined> | undefined;

  async function open(): Promise<void> {
    if (pausedSince !== undefined) await condition(() => pausedSince === undefined);
  }

  /** One reading for all steps that are stopped together; undefined without an answer in time. */
  function readReports(): Promise<StepReports | undefined> {
    const options = { summary: 'read what steps have done', timeLimitMs: READ_REPORTS_LIMIT_MS };
    reading ??= CancellationScope.nonCancellable(() => steps.readReports({}, options))
      .catch(() => undefined)
      .finally(() => {
        reading = undefined;
      });
    return reading;
  }

  return {
    get isPaused() {
      return pausedSince !== undefined;
    },
    get pausedSince() {
      return pausedSince;
    },
    pause() {
      pausedSince ??= new Date().toISOString();
      for (const stop of stops) void stop();
    },
    resume() {
      pausedSince = undefined;
    },
    open,
    async run(step, onInterrupted) {
      for (;;) {
        await open();
        const outer = CancellationScope.current();
        if (outer.consideredCancelled) await outer.cancelRequested;
        // A cancellation has to wait as well until it is known what the step has done.
        const scope = new CancellationScope({
          cancellable: true,
          parent: onInterrupted === undefined ? outer : new CancellationScope({ cancellable: false }),
        });
        let reports: StepReports | undefined;
        const stop = async () => {
          // A step that no worker has ends without a word, and what it reported is gone with it.
          if (onInterrupted !== undefined) reports = await readReports();
          if (pausedSince !== undefined || outer.consideredCancelled) scope.cancel();
        };
        stops.add(stop);
        outer.cancelRequested.catch(() => (stops.has(stop) ? stop() : undefined));
        try {
          return await scope.run(step);
        } catch (error) {
          if (!isInterruption(error)) throw error;
          onInterrupted?.(lastReport(error) ?? reports ?? {});
          const wasPaused = scope.consideredCancelled && !outer.consideredCancelled;
          if (!wasPaused) throw error;
        } finally {
          stops.delete(stop);
        }
      }
    },
  };
}
