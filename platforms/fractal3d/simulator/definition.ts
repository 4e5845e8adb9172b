import type { SimulatorDefinition } from '../../../lib/simulation/definition.ts';

/** The simulator of this platform. What it is made of is loaded when it starts. */
export const fractal3dSimulator: SimulatorDefinition = {
  platform: 'drawings',
  port: 9102,
  settings: (url) => ({ kind: 'fractal3d', baseUrl: url, apiKey: 'demo-fractal-key' }),
  demoSettings: { convert: { pollInterval: '500ms' } },
  flags: [{ flag: '--convert-time <duration>', option: 'conversionMs', text: 'how long it converts (default: 3s)' }],
  async start(address, behaviour) {
    const { startFractal3dSimulator } = await import('./index.ts');
    return startFractal3dSimulator({ ...behaviour, ...address });
  },
};
