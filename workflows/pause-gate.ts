import { ActivityFailure, CancellationScope, CancelledFailure, condition, isCancellation } from '@temporalio/workflow';

/** Holds work back while an ingestion is paused. */
export interface PauseGate {
  readonly isPaused: boolean;
  pause(): void;
  resume(): void;
  /** Resolves when the ingestion is not paused: before a step that must not be interrupted. */
  open(): Promise<void>;
  /** Runs a step that a pause stops and a resume starts anew; `onInterrupted` is told what the stopped one had done. */
  run<T>(step: () => Promise<T>, onInterrupted?: (lastHeartbeat: unknown) => void): Promise<T>;
}

/** A gate that is open. */
export function createPauseGate(): PauseGate {
  let isPaused = false;
  const interruptible = new Set<CancellationScope>();

  async function open(): Promise<void> {
    if (isPaused) await condition(() => !isPaused);
  }

  return {
    get isPaused() {
      return isPaused;
    },
    pause() {
      isPaused = true;
      for (const scope of interruptible) scope.cancel();
    },
    resume() {
      isPaused = false;
    },
    open,
    async run(step, onInterrupted) {
      for (;;) {
        await open();
        const outer = CancellationScope.current();
        const scope = new CancellationScope();
        interruptible.add(scope);
        try {
          return await scope.run(step);
        } catch (error) {
          if (!isInterruption(error)) throw error;
          onInterrupted?.(lastHeartbeat(error));
          const wasPaused = scope.consideredCancelled && !outer.consideredCancelled;
          if (!wasPaused) throw error;
        } finally {
          interruptible.delete(scope);
        }
      }
    },
  };
}

/** What a step that was stopped reported last; undefined when its worker could not say it any more. */
function lastHeartbeat(error: unknown): unknown {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof CancelledFailure ? cause.details?.[0] : undefined;
}

/** True for what a step that was asked to stop ends with: its cancellation, or a failure that is not tried again for it. */
function isInterruption(error: unknown): boolean {
  return isCancellation(error) || (error instanceof ActivityFailure && error.retryState === 'CANCEL_REQUESTED');
}
