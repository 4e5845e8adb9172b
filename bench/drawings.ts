/**
 * Small drawings to a platform of kind `fractal3d` whose key has a bucket of 200 and 20 calls a second: refused calls, and calls of what the
 * bucket allows. By one, two and four workers on one key, and beside a program that takes half: `node --import tsx bench/drawings.ts [drawings [case]]`,
 * where the cases are numbered from 1.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggedRequest } from '../lib/simulation/counters.ts';
import { findTemporal } from '../lib/temporal-server/find.ts';
import { findFreePort } from '../lib/temporal-server/port.ts';
import { startTemporalServer } from '../lib/temporal-server/start.ts';
import { startGateway } from '../test/support/gateway.ts';
import { smallIfc } from '../test/support/model-files.ts';
import { startSystem } from '../test/support/system.ts';
import { type Row, report } from './report.ts';

const [drawings = 2_000, only] = process.argv.slice(2).map(Number);
const CASES = [
  ['one worker', 1, 0],
  ['two workers', 2, 0],
  ['four workers', 4, 0],
  ['one worker, another program takes half', 1, 0.5],
] as const;
const BUCKET = { capacity: 200, perSecond: 20 };
/** What others do when they begin is not known before it is seen. */
const SETTLING_MS = 5_000;
const LOOK_MS = 2_000;
/** Part of all calls. */
const MOST_REFUSED = 0.005;
const LEAST_USED = 0.95;
/** What the program beside ours calls, and ours does not. */
const FOREIGN_CALL = 'getFile';

const binary = await findTemporal({ env: process.env, log: console.error });
const server = await startTemporalServer({ binary });
try {
  const rows: Row[] = [];
  for (const [index, [label, workers, foreignPart]] of CASES.entries()) {
    if (only === undefined || only === index + 1)
      rows.push(...(await measure(label, workers, foreignPart * BUCKET.perSecond)));
  }
  await report('drawings', rows);
} finally {
  await server.stop();
}

async function measure(label: string, workers: number, foreignPerSecond: number): Promise<Row[]> {
  const port = await findFreePort();
  await using system = await startSystem({
    temporalAddress: server.address,
    gateway: { port },
    further: {
      drawings: {
        kind: 'fractal3d',
        simulator: { conversionMs: 1_000, keyBucket: BUCKET },
        settings: { auth: 'key', convert: { pollInterval: '30s' } },
      },
    },
  });
  await using _gateway = await startGateway(system, { port, tokens: [] });
  const url = system.platformUrlOf('drawings');
  const paths: string[] = [];
  for (let number = 0; number < drawings; number += 1)
    paths.push(await system.addModel(`d-${number}.ifc`, smallIfc(number)));
  await Promise.all(Array.from({ length: workers }, () => system.startWorker()));
  const log = new Map<string, LoggedRequest>();
  const over = new AbortController();
  const following = follow(url, log, over.signal);
  const others = takeCalls(url, foreignPerSecond, over.signal);
  const startedAtMs = Date.now();
  const id = await system.start({ platform: 'drawings', files: system.request(paths).files });
  const { status } = await system.finish(id);
  const endedAtMs = Date.now();
  over.abort();
  await Promise.all([following, others]);
  if (status !== 'completed') throw new Error(`${id} ended as ${status}`);
  const calls = [...log.values()].filter(({ at }) => Date.parse(at) >= startedAtMs && Date.parse(at) <= endedAtMs);
  // To look at the files comes first, and is not the bucket's.
  const firstAtMs = Math.min(...calls.map(({ at }) => Date.parse(at)));
  const isShared = workers > 1 || foreignPerSecond > 0;
  const settled = calls.filter(({ at }) => Date.parse(at) >= firstAtMs + (isShared ? SETTLING_MS : 0));
  const refused = settled.filter(({ outcome }) => outcome === 429).length / Math.max(1, settled.length);
  // The tail of the last conversions is not the bucket's.
  const sentAt = calls.filter(({ endpoint }) => endpoint !== 'convertResult').map(({ at }) => Date.parse(at));
  const untilMs = Math.max(...sentAt);
  const taken = calls.filter(({ at, outcome }) => outcome !== 429 && Date.parse(at) <= untilMs).length;
  const allowed = BUCKET.capacity + (BUCKET.perSecond * (untilMs - firstAtMs)) / 1_000;
  const seconds = (endedAtMs - startedAtMs) / 1_000;
  const own = calls.filter(({ endpoint }) => endpoint !== FOREIGN_CALL);
  return [
    {
      name: `${label}: calls refused by 429`,
      value: 100 * refused,
      unit: '%',
      bar: { max: 100 * MOST_REFUSED },
      detail: `of ${settled.length} calls${isShared ? ` after the first ${SETTLING_MS / 1_000} s` : ''}, those of others among them`,
    },
    {
      name: `${label}: calls of what the bucket allows`,
      value: (100 * taken) / allowed,
      unit: '%',
      bar: { min: 100 * LEAST_USED },
      detail: `${taken} of ${Math.round(allowed)}, from the first call until the last drawing was sent and submitted`,
    },
    {
      name: `${label}: calls for each drawing`,
      value: own.length / drawings,
      unit: '',
      detail: describeCalls(own),
    },
    {
      name: `${label}: drawings`,
      value: (60 * drawings) / seconds,
      unit: '/min',
      detail: `${drawings} in ${Math.round(seconds)} s`,
    },
  ];
}

/** Calls by their endpoint. */
function describeCalls(calls: readonly LoggedRequest[]): string {
  const counts = new Map<string, number>();
  for (const { endpoint = 'none' } of calls) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
  return [...counts].map(([endpoint, count]) => `${endpoint} ${count}`).join(', ');
}

/** Reads the log again and again, since the simulator keeps its last thousand lines. */
async function follow(url: string, log: Map<string, LoggedRequest>, signal: AbortSignal): Promise<void> {
  for (;;) {
    const lines = (await (await fetch(`${url}/_sim/requests`)).json()) as LoggedRequest[]; // as: the control interface
    const seen = new Map<string, number>();
    for (const line of lines) {
      const text = JSON.stringify(line);
      const number = (seen.get(text) ?? 0) + 1;
      seen.set(text, number);
      log.set(`${text} ${number}`, line);
    }
    if (signal.aborted) return;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Another program with the same key that looks at no header. */
async function takeCalls(url: string, perSecond: number, signal: AbortSignal): Promise<void> {
  if (perSecond === 0) return;
  while (!signal.aborted) {
    void fetch(`${url}/api/files?file_id=none`, { headers: { authorization: 'Bearer demo-fractal-key' } })
      .then((response) => response.arrayBuffer())
      .catch(() => undefined);
    await sleep(1_000 / perSecond, undefined, { signal }).catch(() => undefined);
  }
}
