import { ModelrailError } from '../../lib/errors.ts';
import type { PlatformDefinition } from '../../lib/platforms/definition.ts';
import { iuapFilesRequest } from './request.ts';
import { type IuapFilesSettings, iuapFilesSettings } from './settings.ts';

/** Asked for by a probe: whether anything is attached or not, the answer shows that the headers are taken. */
const PROBED = { filepath: 'modelrail-probe' };

/** The attachment service iuap-saas-filesystem-service: "开放接口规范". */
export const iuapFiles = {
  settings: iuapFilesSettings,
  request: iuapFilesRequest,
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
    const startedAt = performance.now();
    const took = () => ({ step: 'query', durationMs: Math.round(performance.now() - startedAt) });
    try {
      await client.query(PROBED, signal);
      return {
        steps: [took()],
        untried: `whether files may be attached is only tried when one is${storeOf(settings)}`,
      };
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      return { steps: [{ ...took(), error: error.toInfo() }], untried: '' };
    } finally {
      await client.close();
    }
  },
} as const satisfies PlatformDefinition<IuapFilesSettings>;

function storeOf({ ossBucket }: IuapFilesSettings): string {
  return ossBucket === undefined ? '' : `, and so is the bucket ${ossBucket}`;
}
