import { createHash } from 'node:crypto';
import type { SyncDeclaration } from '../client/index.ts';
// The built ones: their threads are files of their own, which Node cannot run before they are compiled.
import { readConfig } from '../dist/cli/config.js';
import { createHasher } from '../dist/lib/hashing/hasher.js';
import { createWorkerSources } from '../dist/worker/sources.js';
import { EVERYTHING } from '../lib/sync/listing.ts';
import { createMemoryStore } from '../lib/sync/memory-store.ts';
import type { Row } from '../lib/sync/rows.ts';
import type { Rig } from './rig.ts';

/** Rows that are written at a time. */
const ROWS_AT_ONCE = 100_000;

/** Writes what a sync remembers once it has delivered all that its source has now; answers how many files that is. */
export async function rememberAll(
  { system, temporal }: Rig,
  name: string,
  declaration: SyncDeclaration,
): Promise<number> {
  const config = await readConfig(system.configPath, process.env, system.folder);
  const hasher = createHasher({ threads: 1 });
  const sources = createWorkerSources(config, hasher);
  const store = createMemoryStore({
    client: temporal,
    taskQueue: system.taskQueue,
    sync: name,
    call: (fn) => temporal.connection.withDeadline(Date.now() + 60_000, fn),
  });
  const listing = await sources.openListing(declaration, new AbortController().signal);
  const refuse = (problem: unknown) => {
    throw new Error(`the source cannot be listed: ${JSON.stringify(problem)}`);
  };
  let rows = new Map<string, Row>();
  let count = 0;
  for await (const { path, size, version } of listing.entries(EVERYTHING, { skipped: refuse, problem: refuse })) {
    const md5 = createHash('md5').update(path).digest('hex');
    rows.set(path, { path, size, version, md5, id: `f-${md5.slice(0, 24)}` });
    count += 1;
    if (rows.size < ROWS_AT_ONCE) continue;
    await store.commit(rows);
    rows = new Map();
  }
  await store.commit(rows);
  await store.change({ root: listing.identity });
  await sources.close();
  await hasher.close();
  return count;
}
