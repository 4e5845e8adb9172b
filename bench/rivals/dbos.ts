/** The six calls as six durable steps of a DBOS workflow for each file: `dbos.ts POSTGRES-URL PLATFORM-URL AT-ONCE FOLDER`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DBOS } from '@dbos-inc/dbos-sdk';
import pLimit from 'p-limit';
import { openBareCalls } from '../bare-calls.ts';
import { deliverInSixCalls } from '../small-file-calls.ts';

const [databaseUrl = '', url = '', atOnceText, folder = ''] = process.argv.slice(2);
const atOnce = Number(atOnceText);
const paths = (await readdir(folder)).map((name) => join(folder, name));
const calls = await openBareCalls(url, atOnce);

DBOS.setConfig({ name: 'bench', systemDatabaseUrl: databaseUrl, systemDatabasePoolSize: 20, logLevel: 'error' });
const deliver = DBOS.registerWorkflow((path: string) => deliverInSixCalls(calls, path, (work) => DBOS.runStep(work)), {
  name: 'deliver',
});
await DBOS.launch();

const start = performance.now();
// Started directly: a queue of DBOS would add its polling.
await pLimit(atOnce).map(paths, async (path) => (await DBOS.startWorkflow(deliver)(path)).getResult());
console.log((performance.now() - start) / 1000);
await DBOS.shutdown();
await calls.close();
