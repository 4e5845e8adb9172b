import type { PlatformDefinition } from '../../lib/platforms/definition.ts';
import { probeInTurn } from '../../lib/platforms/probe-in-turn.ts';
import { toldOf } from '../../lib/words/words.ts';
import { describeOffset } from './clock.ts';
import { names } from './names.ts';
import { longyanDiskRequest } from './request.ts';
import { type LongyanDiskSettings, longyanDiskSettings } from './settings.ts';

/** The Longyan online disk: "龙岩市教育数据共享服务平台-平台网盘接口". */
export const longyanDisk = {
  settings: longyanDiskSettings,
  unprobed: ['orgId'],
  request: longyanDiskRequest,
  names,
  heldPart: ({ upload }) => ({ what: 'two parts', key: ['upload', 'partSize'], bytes: 2 * upload.partSize }),
  operations: async () => (await import('./operations.ts')).operationTable,
  addresses: ({ baseUrl }) => [baseUrl],
  async probe(settings, signal) {
    // Loaded only where the platform is called: most commands read its settings only.
    const { createLongyanDiskClient } = await import('./client.ts');
    const client = createLongyanDiskClient(settings);
    try {
      const steps = await probeInTurn([
        ['periods', () => client.queryPeriods({}, signal)],
        ['uncompleted files', () => client.uncompletedFiles(signal)],
      ]);
      const difference = describeOffset(client.clockOffsetMs());
      if (difference === undefined) {
        return { steps, untried: 'whether orgId is right is only tried when a resource is made' };
      }
      const untried =
        'whether orgId is right is only tried when a resource is made; the clock of this machine is {difference}, which is signed with';
      return { steps, untried: toldOf(untried, { difference }) };
    } finally {
      await client.close();
    }
  },
} as const satisfies PlatformDefinition<LongyanDiskSettings>;
