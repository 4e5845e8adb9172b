import { ModelrailError } from '../errors.ts';
import type { ProbeStep } from './definition.ts';

/** Tries calls of a platform, one after the other, up to the first that fails. */
export async function probeInTurn(
  tries: readonly (readonly [step: string, attempt: () => Promise<unknown>])[],
): Promise<ProbeStep[]> {
  const steps: ProbeStep[] = [];
  for (const [step, attempt] of tries) {
    const startedAt = performance.now();
    const took = () => ({ step, durationMs: Math.round(performance.now() - startedAt) });
    try {
      await attempt();
      steps.push(took());
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      const { told, ...info } = error.toKept();
      return [...steps, { ...took(), error: info, ...(told === undefined ? {} : { told }) }];
    }
  }
  return steps;
}
