import type { SimulatorDefinition } from '../../../lib/simulation/definition.ts';

/** The simulator of a drop box. What it is made of is loaded when it starts. */
export const dropBoxSimulator: SimulatorDefinition = {
  platform: 'box',
  port: 9190,
  settings: (url) => ({ kind: 'drop-box', baseUrl: url, token: 'demo-box-token' }),
  demoSettings: {},
  flags: [{ flag: '--store-time <duration>', option: 'storingMs', text: 'how long it stores a file, e.g. 2s' }],
  async start(address, behaviour) {
    const { startDropBoxSimulator } = await import('./index.ts');
    return startDropBoxSimulator({ ...behaviour, ...address });
  },
};
