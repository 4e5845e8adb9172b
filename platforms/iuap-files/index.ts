import type { PlatformDefinition } from '../../lib/platforms/definition.ts';
import { probeInTurn } from '../../lib/platforms/probe-in-turn.ts';
import { type Told, toldOf } from '../../lib/words/words.ts';
import { names } from './names.ts';
import { iuapFilesRequest } from './request.ts';
import { type IuapFilesSettings, iuapFilesSettings } from './settings.ts';

/** Asked for by a probe: whether anything is attached or not, the answer shows that the headers are taken. */
const PROBED = { filepath: 'modelrail-probe' };

/** The attachment service iuap-saas-filesystem-service: "开放接口规范". */
export const iuapFiles = {
  settings: iuapFilesSettings,
  alsoAsked: ['headers'],
  request: iuapFilesRequest,
  names,
  operations: async () => (await import('./operations.ts')).operationTable,
  addresses: ({ baseUrl }) => [baseUrl],
  async files(settings) {
    const { createAttachedFiles } = await import('./attached-files.ts');
    return createAttachedFiles(settings);
  },
  async probe(settings, signal) {
    // Loaded only where the platform is called: most commands read its settings only.
    const { createIuapFilesClient } = await import('./client.ts');
    const client = createIuapFilesClient(settings);
    try {
      const steps = await probeInTurn([['query', () => client.query(PROBED, signal)]]);
      return { steps, untried: untriedOf(settings) };
    } finally {
      await client.close();
    }
  },
} as const satisfies PlatformDefinition<IuapFilesSettings>;

function untriedOf({ ossBucket }: IuapFilesSettings): string | Told {
  if (ossBucket === undefined) return 'whether files may be attached is only tried when one is';
  const text = 'whether files may be attached is only tried when one is, and so is the bucket {bucket}';
  return toldOf(text, { bucket: ossBucket });
}
