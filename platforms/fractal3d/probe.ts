import { ModelrailError } from '../../lib/errors.ts';
import type { ProbeReport, ProbeStep } from '../../lib/platforms/definition.ts';
import type { Fractal3dClient } from './client.ts';

/** No file has this id: asking for it changes nothing and needs a good credential. */
const NO_FILE = 'modelrail-probe';

/** Gets a credential and asks for a file that is not there; tells what failed. */
export async function probe(client: Fractal3dClient, signal: AbortSignal): Promise<ProbeReport> {
  const steps: ProbeStep[] = [];
  const attempts = [
    { step: 'token', attempt: () => client.authenticate(signal) },
    { step: 'read', attempt: () => isThere(client, signal) },
  ];
  for (const { step, attempt } of attempts) {
    const startedAt = performance.now();
    const took = () => Math.round(performance.now() - startedAt);
    try {
      await attempt();
      steps.push({ step, durationMs: took() });
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      return { steps: [...steps, { step, durationMs: took(), error: error.toInfo() }], untried: '' };
    }
  }
  return { steps, untried: 'whether the key may write is only tried when something is sent' };
}

async function isThere(client: Fractal3dClient, signal: AbortSignal): Promise<void> {
  try {
    await client.getFile({ fileId: NO_FILE, signal });
  } catch (error) {
    if (!(error instanceof ModelrailError) || error.type !== 'NotFound') throw error;
  }
}
