/** The six calls as one BullMQ job for each file that keeps how far it is: `bullmq.ts REDIS-PORT PLATFORM-URL AT-ONCE FOLDER`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Job, Queue, Worker } from 'bullmq';
import { openBareCalls } from '../bare-calls.ts';
import { deliverInSixCalls } from '../small-file-calls.ts';

interface Data {
  path: string;
  /** Results of the steps that are through, so that a redelivered job goes on behind them. */
  results: unknown[];
}

const [port, url = '', atOnceText, folder = ''] = process.argv.slice(2);
const atOnce = Number(atOnceText);
const connection = { host: '127.0.0.1', port: Number(port) };
const paths = (await readdir(folder)).map((name) => join(folder, name));
const calls = await openBareCalls(url, atOnce);

async function deliver(job: Job<Data>): Promise<void> {
  const results = [...job.data.results];
  let next = 0;
  await deliverInSixCalls(calls, job.data.path, async <T>(work: () => Promise<T>): Promise<T> => {
    const position = next++;
    if (position >= results.length) {
      results.push((await work()) ?? null);
      await job.updateData({ ...job.data, results });
    }
    // What this very step answered, now or in an earlier delivery.
    return results[position] as T;
  });
}

const name = `bench-${process.pid}`;
const queue = new Queue<Data>(name, { connection });
const worker = new Worker<Data>(name, deliver, { connection, concurrency: atOnce });
await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);

const start = performance.now();
let open = paths.length;
const done = new Promise<void>((resolve, reject) => {
  worker.on('completed', () => {
    open -= 1;
    if (open === 0) resolve();
  });
  worker.on('failed', (_job, error) => reject(error));
});
await queue.addBulk(paths.map((path) => ({ name: 'deliver', data: { path, results: [] } })));
await done;
console.log((performance.now() - start) / 1000);
await worker.close();
await queue.close();
await calls.close();
