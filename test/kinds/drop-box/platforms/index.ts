import { ModelrailError } from '../../lib/errors.ts';
import type { PlatformDefinition } from '../../lib/platforms/definition.ts';
import { dropBoxRequest } from './request.ts';
import { type DropBoxSettings, dropBoxSettings } from './settings.ts';

/** Asked for by a probe: whether it is there or not, the answer shows that the token is taken. */
const PROBED = { box: 'inbox', name: 'modelrail-probe' };

/** A drop box. */
export const dropBox = {
  settings: dropBoxSettings,
  request: dropBoxRequest,
  addresses: ({ baseUrl }) => [baseUrl],
  async probe(settings, signal) {
    // Loaded only where the platform is called: most commands read its settings only.
    const { createDropBoxClient } = await import('./client.ts');
    const client = createDropBoxClient(settings);
    const startedAt = performance.now();
    const took = () => ({ step: 'read', durationMs: Math.round(performance.now() - startedAt) });
    try {
      await client.read(PROBED, signal);
      return { steps: [took()], untried: 'whether the token may write is only tried when a file is sent' };
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      return { steps: [{ ...took(), error: error.toInfo() }], untried: '' };
    } finally {
      await client.close();
    }
  },
} as const satisfies PlatformDefinition<DropBoxSettings>;
