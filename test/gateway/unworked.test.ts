import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { Overview, OverviewGroup } from '../../client/index.ts';
import { createUnworkedTeller, tellUnworked } from '../../gateway/unworked.ts';
import { freshId, requestFor, startClientRig } from '../client/support.ts';
import { startTestWorker } from '../support/stand-in-worker.ts';

type Line = { level: number; msg: string; [field: string]: unknown };

const BEGIN = Date.parse('2026-11-30T02:00:00.000Z');
const NO_WORKER = 'no worker listens on task queue modelrail, or all are busy';

/** So many ingestions that wait since the beginning. */
function group(count: number, waiting: Partial<NonNullable<OverviewGroup['waiting']>> = {}): OverviewGroup {
  const since = new Date(BEGIN).toISOString();
  const ingestions = Array.from({ length: count }, (_, n) => ({ id: `i-${n}` }));
  return {
    state: 'waiting',
    count,
    waiting: { for: 'host', host: 'pc-7', reason: 'no worker of host pc-7 listens', since, ...waiting },
    // as: the ids are what is looked at
    ingestions: ingestions as OverviewGroup['ingestions'],
  };
}

function scene() {
  const lines: Line[] = [];
  const logger = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(JSON.parse(line)) });
  const teller = createUnworkedTeller(logger);
  const see = (second: number, groups: OverviewGroup[], syncs: Overview['syncs'] = []) => {
    lines.length = 0;
    teller.see({ groups, syncs }, BEGIN + second * 1_000);
    return lines.map(({ level, msg }) => `${level === 40 ? 'warn' : 'info'} ${msg}`);
  };
  return { see, lines };
}

test('what waits for a host is told after half a minute, when it has doubled, and when it is over', () => {
  const { see, lines } = scene();
  expect(see(15, [group(3)])).toEqual([]);
  expect(see(30, [group(3)])).toEqual([
    'warn 3 runs wait for host pc-7 since 2026-11-30T02:00:00.000Z: no worker of host pc-7 listens',
  ]);
  expect(lines[0]).toMatchObject({ waitingFor: 'host', host: 'pc-7', runs: 3, ids: ['i-0', 'i-1', 'i-2'] });
  expect(see(45, [group(5)])).toEqual([]);
  expect(see(60, [group(7)])).toEqual([expect.stringContaining('7 runs wait for host pc-7')]);
  expect(see(75, [group(1)])).toEqual([]);
  expect(see(90, [])).toEqual(['info nothing waits for host pc-7 any more after 90 s: 7 runs were held up']);
  expect(see(105, [])).toEqual([]);
});

test('a wait that is over within half a minute is not told, nor one for a platform', () => {
  const { see } = scene();
  expect(see(15, [group(3)])).toEqual([]);
  expect(see(30, [])).toEqual([]);
  expect(see(900, [group(3, { for: 'platform', reason: 'connection refused' })])).toEqual([]);
});

test('ingestions and runs of syncs that wait for the same worker are one line', () => {
  const { see } = scene();
  const waiting = { for: 'worker', reason: NO_WORKER, since: new Date(BEGIN - 5_000).toISOString() } as const;
  const sync = { name: 'night', id: 'sync-night-1', startedAt: waiting.since, waiting };
  expect(see(30, [group(2, { for: 'worker', reason: NO_WORKER })], [sync])).toEqual([
    `warn 3 runs wait for a worker since 2026-11-30T01:59:55.000Z: ${NO_WORKER}`,
  ]);
});

test('a host without a worker stands in the log of a gateway, and that its worker is there again', async () => {
  const { modelrail, taskQueue } = await startClientRig();
  const host = freshId();
  const output = new PassThrough();
  const logger = pino(output);
  const stopTelling = tellUnworked(() => Promise.resolve(modelrail), logger, { everyMs: 200, afterMs: 0 });
  onTestFinished(() => stopTelling.stop());
  const seen: Line[] = [];
  /** Other tests have hosts without a worker on the same server. */
  const next = async (isWanted: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const found = seen.find((line) => line['host'] === host && isWanted(line));
      if (found !== undefined) return found;
      const [chunk] = await once(output, 'data');
      for (const text of String(chunk).trim().split('\n')) seen.push(JSON.parse(text));
    }
  };
  const { id } = await modelrail.ingest(requestFor(`far:${host}`), { id: freshId() });
  const line = await next(({ level }) => level === 40);
  expect(line).toMatchObject({ waitingFor: 'host', runs: 1, ids: [id] });
  expect(line.msg).toContain(`1 run waits for host ${host} since`);
  await using _worker = await startTestWorker(`${taskQueue}@${host}`, { step: async () => undefined });
  expect((await next(({ level }) => level === 30)).msg).toContain(`nothing waits for host ${host} any more`);
});
