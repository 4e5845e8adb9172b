import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliConfig, readConfig } from '../../cli/config.ts';
import { simulatedConfig, syncsTakenOver, takenOver } from '../../cli/system/simulated-config.ts';
import { CONFIG, makeFolder, type TestFolder } from './folder.ts';

let folder: TestFolder;
let config: CliConfig;

beforeAll(async () => {
  const [, cq = ''] = CONFIG.split('platforms:\n  cq:\n');
  folder = await makeFolder(`${CONFIG}  eq:\n${cq}worker: { host: pc-7, metrics: { port: 9464 } }
syncs:
  handover: { source: ./models, every: 1h, platform: cq, project: { id: P-1 } }
  other: { source: ./models, every: 1h, platform: eq, project: { id: P-1 } }
  unset: { source: ./models, every: "\${HOW_OFTEN}", platform: cq, project: { id: P-1 } }
`);
  config = await readConfig(undefined, folder.env, folder.path);
});
afterAll(() => folder[Symbol.asyncDispose]());

test('the configuration for simulators has the syncs whose platforms are simulated, and the others are told', async () => {
  const left: string[] = [];
  const syncs = syncsTakenOver(config, new Map([['cq', 'chongqing-bim']]), (why) => left.push(why));
  const platforms = {
    cq: { kind: 'chongqing-bim', baseUrl: 'http://127.0.0.1:1', tokenUrl: 'http://127.0.0.1:1/token' },
  };
  const secrets = { username: 'u', password: 'p', bimApiKey: 'k' };
  const text = simulatedConfig({
    ...takenOver(config),
    ...syncs,
    address: '127.0.0.1:1',
    platforms: { cq: { ...platforms.cq, ...secrets } },
  });
  const path = await folder.write('simulators.yaml', text);
  const written = await readConfig(path, folder.env, folder.path);
  expect(written.worker).toMatchObject({ host: 'pc-7', metrics: { port: 9464 } });
  expect([...written.syncs()]).toEqual([
    [
      'handover',
      { source: join(folder.path, 'models'), host: 'pc-7', every: '1h', platform: 'cq', project: { id: 'P-1' } },
    ],
  ]);
  expect(left).toEqual([
    expect.stringContaining('syncs.unset.every is not known: environment variable HOW_OFTEN is not set'),
    'the sync other is left out: its platform eq is not simulated',
  ]);
});
