import type { SimulatorDefinition } from '../../../lib/simulation/definition.ts';

/** The simulator of the Longyan online disk. What it is made of is loaded when it starts. */
export const longyanDiskSimulator: SimulatorDefinition = {
  platform: 'disk',
  port: 9104,
  settings: (url) => ({
    kind: 'longyan-disk',
    baseUrl: url,
    apiKey: 'demo-api-key',
    secretKey: 'demo-secret-key',
    appId: 'demo-app',
    appKey: 'demo-app-key',
    userId: 'demo-user',
    orgId: 'demo-org',
  }),
  demoSettings: { upload: { resumableFrom: '1MiB', partSize: '1MiB' } },
  flags: [
    {
      flag: '--part-time <duration>',
      option: 'partMs',
      text: 'how long it takes to store a part of a file (default: 0s)',
    },
    { flag: '--keeps-cut-parts', option: 'keepsCutParts', text: 'what came of a part whose request was cut is kept' },
  ],
  async start(address, behaviour) {
    const { startLongyanDiskSimulator } = await import('./index.ts');
    return startLongyanDiskSimulator({ ...behaviour, ...address });
  },
};
