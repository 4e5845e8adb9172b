import type { SimulatorDefinition } from '../../../lib/simulation/definition.ts';

/** The simulator of the attachment service. What it is made of is loaded when it starts. */
export const iuapFilesSimulator: SimulatorDefinition = {
  platform: 'files',
  port: 9103,
  settings: (url) => ({
    kind: 'iuap-files',
    baseUrl: url,
    headers: { 'x-files-token': 'demo-files-token' },
    ossBucket: 'demo-bucket',
  }),
  demoSettings: {},
  flags: [
    { flag: '--store-time <duration>', option: 'storingMs', text: 'how long it takes to store a file (default: 0s)' },
    { flag: '--oss-signs', option: 'ossSigns', text: 'osssign answers a form by which the store takes the file' },
  ],
  async start(address, behaviour) {
    const { startIuapFilesSimulator } = await import('./index.ts');
    return startIuapFilesSimulator({ ...behaviour, ...address });
  },
};
