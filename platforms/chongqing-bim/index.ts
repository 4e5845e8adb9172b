import type { PlatformDefinition } from '../../lib/platforms/definition.ts';
import { names } from './names.ts';
import { chongqingBimRequest } from './request.ts';
import { type ChongqingBimSettings, chongqingBimSettings } from './settings.ts';

/** The platform of "重庆市BIM项目管理平台对接流程及接口标准". */
export const chongqingBim = {
  settings: chongqingBimSettings,
  unprobed: ['bimApiKey'],
  request: chongqingBimRequest,
  names,
  mirrors: 'to',
  heldPart: ({ upload }) => ({ what: 'a chunk', key: ['upload', 'chunkSize'], bytes: upload.chunkSize }),
  operations: async () => (await import('./operations.ts')).operationTable,
  addresses: ({ baseUrl, tokenUrl }) => [baseUrl, tokenUrl],
  async probe(settings, signal) {
    // The client is loaded on demand: most commands read the settings only.
    const { createChongqingBimClient } = await import('./client.ts');
    const client = createChongqingBimClient(settings);
    try {
      const { steps } = await client.probe({ signal });
      return { steps, untried: 'bimApiKey is only tried when something is created' };
    } finally {
      await client.close();
    }
  },
} as const satisfies PlatformDefinition<ChongqingBimSettings>;
