import { ModelrailError } from '../../lib/errors.ts';
import type { ProbeReport } from '../../lib/platforms/definition.ts';
import { probeInTurn } from '../../lib/platforms/probe-in-turn.ts';
import type { Fractal3dClient } from './client.ts';

/** No file has this id: asking for it changes nothing and needs a good credential. */
const NO_FILE = 'modelrail-probe';

/** Gets a credential and asks for a file that is not there; tells what failed. */
export async function probe(client: Fractal3dClient, signal: AbortSignal): Promise<ProbeReport> {
  const steps = await probeInTurn([
    ['token', () => client.authenticate(signal)],
    ['read', () => isThere(client, signal)],
  ]);
  return { steps, untried: 'whether the key may write is only tried when something is sent' };
}

async function isThere(client: Fractal3dClient, signal: AbortSignal): Promise<void> {
  try {
    await client.getFile({ fileId: NO_FILE, signal });
  } catch (error) {
    if (!(error instanceof ModelrailError) || error.type !== 'NotFound') throw error;
  }
}
