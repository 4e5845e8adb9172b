import type { SimulatorDefinition } from '../../../lib/simulation/definition.ts';

/** The simulator of this platform. What it is made of is loaded when it starts. */
export const chongqingBimSimulator: SimulatorDefinition = {
  platform: 'cq',
  port: 9101,
  settings: (url) => ({
    kind: 'chongqing-bim',
    baseUrl: url,
    tokenUrl: `${url}/token`,
    username: 'demo',
    password: 'demo-password',
    bimApiKey: 'demo-bim-api-key',
  }),
  demoSettings: { upload: { chunkSize: '1MiB' }, convert: { pollInterval: '500ms' } },
  flags: [
    { flag: '--convert-time <duration>', option: 'conversionMs', text: 'how long it converts (default: 3s)' },
    {
      flag: '--merge-time <duration>',
      option: 'mergeDelayMs',
      text: 'how long it merges the chunks of a file (default: 0s)',
    },
    { flag: '--auto-merge', option: 'autoMerge', text: 'the last chunk merges, without the call that asks for it' },
    {
      flag: '--needs-synchronous',
      option: 'needsSynchronous',
      text: 'a merged file is complete only once it was synchronised',
    },
  ],
  async start(address, behaviour) {
    const { startChongqingBimSimulator } = await import('./index.ts');
    return startChongqingBimSimulator({ ...behaviour, ...address });
  },
};
