/** What fifty who follow one ingestion cost the gateway and Temporal, against one: `node --import tsx bench/watchers.ts`. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { startGatewayProcess, type TestGatewayProcess, TOKENS } from '../test/support/gateway.ts';
import { cpuSeconds } from './process-stats.ts';
import { report } from './report.ts';
import { startRig } from './rig.ts';
import { addSmallFiles } from './source-files.ts';

const WATCHERS = 50;
const WINDOW_S = 10;
const CONVERSION_MS = 300_000;

await using rig = await startRig({
  simulator: { conversionMs: CONVERSION_MS },
  platform: { convert: { pollInterval: '500ms' } },
});
const { system, server } = rig;
await system.startWorker();
const line = await countingLine(server.address);
const gateway = await startGatewayProcess(
  system,
  {},
  { temporal: { address: line.address, taskQueue: system.taskQueue } },
);
try {
  const [source = ''] = await addSmallFiles(system.models, 1, 1024);
  const id = await system.start(system.request([source]));
  await system.until(id, ({ stage }) => stage === 'convert');
  const one = await measure(gateway, id, 1);
  const many = await measure(gateway, id, WATCHERS);
  await system.client.cancel(id);
  await report('watchers', [
    {
      name: `${WATCHERS} watchers: what the gateway asks of Temporal, ÷ one watcher`,
      value: many.bytes / one.bytes,
      unit: '×',
      bar: { max: 1.1 },
      detail: `${(many.bytes / WINDOW_S / 1024).toFixed(1)} KiB/s against ${(one.bytes / WINDOW_S / 1024).toFixed(1)}; both ways, over ${WINDOW_S} s`,
    },
    {
      name: `${WATCHERS} watchers: CPU of the gateway`,
      value: many.cpu,
      unit: '% of a core',
      bar: { max: 10 },
      detail: `one watcher: ${one.cpu.toFixed(1)} %; ${many.events} events to ${WATCHERS}, ${one.events} to one`,
    },
  ]);
} finally {
  await gateway.kill();
  line.close();
}

/** CPU of the gateway in percent of a core, and bytes between it and Temporal, while so many follow an ingestion. */
async function measure({ url, pid }: TestGatewayProcess, id: string, watchers: number) {
  const stop = new AbortController();
  let events = 0;
  const streams = Array.from({ length: watchers }, () =>
    follow(`${url}/v1/ingestions/${id}/events`, stop.signal, () => (events += 1)),
  );
  // Until all are connected, and what connecting costs is over.
  while (events < watchers) await delay(100);
  await delay(1_000);
  const before = { cpu: cpuSeconds(pid), bytes: line.bytes(), events };
  await delay(1_000 * WINDOW_S);
  const after = { cpu: cpuSeconds(pid), bytes: line.bytes(), events };
  stop.abort();
  await Promise.all(streams);
  return {
    cpu: (100 * (after.cpu - before.cpu)) / WINDOW_S,
    bytes: after.bytes - before.bytes,
    events: after.events - before.events,
  };
}

async function follow(url: string, signal: AbortSignal, onEvent: () => void): Promise<void> {
  try {
    const response = await fetch(url, { signal, headers: { authorization: `Bearer ${TOKENS[0]}` } });
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      if (part.includes('event: ')) onEvent();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** A line to Temporal that counts what goes over it. */
async function countingLine(address: string): Promise<{ address: string; bytes(): number; close(): void }> {
  const [host = '', port = ''] = address.split(':');
  let bytes = 0;
  const proxy = createServer((near) => {
    const far = connect(Number(port), host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (data) => {
        bytes += data.length;
      });
      from.on('error', () => to.destroy()).pipe(to);
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const own = proxy.address();
  if (own === null || typeof own === 'string') throw new Error('the line has no port');
  return { address: `127.0.0.1:${own.port}`, bytes: () => bytes, close: () => proxy.close() };
}
