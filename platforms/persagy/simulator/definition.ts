import type { SimulatorDefinition } from '../../../lib/simulation/definition.ts';

/** The simulator of the Persagy operations platform. What it is made of is loaded when it starts. */
export const persagySimulator: SimulatorDefinition = {
  platform: 'ops',
  port: 9105,
  settings: (url) => ({
    kind: 'persagy',
    baseUrl: url,
    username: 'demo-admin',
    password: 'demo-password',
    appId: 'PC',
  }),
  demoSettings: {},
  flags: [],
  async start(address, behaviour) {
    const { startPersagySimulator } = await import('./index.ts');
    return startPersagySimulator({ ...behaviour, ...address });
  },
};
