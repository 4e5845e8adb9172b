import type { PlatformDefinition } from '../../lib/platforms/definition.ts';
import { names } from './names.ts';
import { fractal3dRequest } from './request.ts';
import { type Fractal3dSettings, fractal3dSettings } from './settings.ts';

/** The platform of "分形三维 HTTP 接口文档". */
export const fractal3d = {
  settings: fractal3dSettings,
  request: fractal3dRequest,
  names,
  operations: async () => (await import('./operations.ts')).operationTable,
  callsBack: true,
  addresses: ({ baseUrl }) => [baseUrl],
  async probe(settings, signal) {
    // Loaded only where the platform is called: most commands read its settings only.
    const [{ createFractal3dClient }, { probe }] = await Promise.all([import('./client.ts'), import('./probe.ts')]);
    const client = createFractal3dClient(settings);
    try {
      return await probe(client, signal);
    } finally {
      await client.close();
    }
  },
} as const satisfies PlatformDefinition<Fractal3dSettings>;
