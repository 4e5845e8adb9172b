import { isInterruption } from './failure-info.ts';
import { lastReport } from './last-report.ts';

/** Runs a step that only a cancellation stops; `onInterrupted` is told what it had done then, as far as it could say. */
export async function withLastReport<T>(step: () => Promise<T>, onInterrupted: (done: object) => void): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (isInterruption(error)) onInterrupted(lastReport(error) ?? {});
    throw error;
  }
}
