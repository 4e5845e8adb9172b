/** One large file, end to end, against `openssl md5` and a bare loop: `node --import tsx bench/transfer.ts [MiB] [rounds]`. */
import { randomBytes } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { findTemporal } from '../lib/temporal-server/find.ts';
import { startTemporalServer } from '../lib/temporal-server/start.ts';
import { startCommand } from '../test/support/program.ts';
import { startSystem } from '../test/support/system.ts';
import { compare, ratioRow, report, runScript } from './harness.ts';

const CHUNK = 4 * 1024 * 1024;
const CONCURRENCY = 4;
const megabytes = Number(process.argv[2] ?? 1024);
const rounds = Number(process.argv[3] ?? 5);

await using server = await startTemporalServer({
  binary: await findTemporal({ env: process.env, log: console.error }),
});
await using system = await startSystem({ temporalAddress: server.address });
// A process of its own, as a platform is, so that it does not share our event loop.
await using simulator = await startCommand([
  'simulate',
  '--port',
  '0',
  '--data',
  `${system.folder}/platform`,
  '--convert-time',
  '1ms',
]);
const { url } = simulator.ready as { url: string };
await writeFile(
  system.configPath,
  JSON.stringify({
    temporal: { address: server.address, taskQueue: system.taskQueue },
    sources: { roots: ['./models'] },
    platforms: {
      cq: {
        kind: 'chongqing-bim',
        baseUrl: url,
        tokenUrl: `${url}/token`,
        username: 'demo',
        password: 'demo-password',
        bimApiKey: 'demo-bim-api-key',
        upload: { chunkSize: '4MiB', concurrency: CONCURRENCY },
        convert: { pollInterval: '50ms' },
      },
    },
    worker: { host: 'test-host' },
  }),
);
await system.startWorker();
const source = await system.addModel('large.rvt', '');
const file = await open(source, 'w');
for (let written = 0; written < megabytes; written += 16)
  await file.write(randomBytes(Math.min(16, megabytes - written) * 1024 * 1024));
await file.close();

const reset = async () => void (await fetch(`${url}/_sim/reset`, { method: 'POST' }));
const result = await compare(
  rounds,
  async () => {
    const ended = await system.finish(await system.start(system.request([source])));
    if (ended.status !== 'completed') throw new Error(JSON.stringify(ended));
    await reset();
  },
  async () => {
    const took = Number(await runScript('bare-loop.ts', [url, String(CONCURRENCY), String(CHUNK), 'openssl', source]));
    await reset();
    return took;
  },
);
await report('transfer', [ratioRow(`${megabytes} MiB end to end ÷ (openssl md5 + bare loop)`, result, { max: 1.25 })]);
