/**
 * Ingestions from TypeScript, with the library.
 *   ingest.ts ingest REQUEST.json ID    starts one, or finds the one of this id, and follows it to its end
 *   ingest.ts show|pause|resume|cancel|retry ID
 *   ingest.ts list
 * TEMPORAL_ADDRESS says where Temporal is, MODELRAIL_TASK_QUEUE where the workers listen.
 * The last answer goes to stdout, everything else to stderr. Exit codes: 0 done, all was delivered; 1 not; 2 wrong usage.
 */
import { readFile } from 'node:fs/promises';
import { createModelrail, type IngestProgress, type IngestRequest, type Modelrail, ModelrailError } from 'modelrail';

const { TEMPORAL_ADDRESS: address = '127.0.0.1:7233', MODELRAIL_TASK_QUEUE: taskQueue = 'modelrail' } = process.env;

async function ingest(modelrail: Modelrail, path: string, id: string): Promise<void> {
  // as: the library or the workflow checks it.
  const request = JSON.parse(await readFile(path, 'utf8')) as IngestRequest;
  const { isAttached } = await modelrail.ingest(request, { id });
  console.error(`ingestion ${id}${isAttached ? ' was there' : ''}`);
  let last: IngestProgress | undefined;
  for await (const progress of modelrail.watch(id)) {
    console.error(progress.status, progress.stage, progress.percent, '%', progress.waiting?.reason ?? '');
    last = progress;
  }
  console.log(JSON.stringify(last));
  if (last?.status === 'completed') return;
  const reasons = (last?.files ?? []).flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : []));
  const words = [last?.error?.message ?? '', ...reasons].filter(Boolean).join('\n');
  process.exitCode = 1;
  console.error(`ended as ${last?.status}: ${words}`);
}

async function main(command = '', ...[first, second]: string[]): Promise<void> {
  const modelrail = await createModelrail({ address, taskQueue });
  try {
    if (command === 'list') {
      for await (const { id, status, startedAt } of modelrail.list()) console.log(id, status, startedAt);
    } else if (command === 'ingest' && first !== undefined && second !== undefined) {
      await ingest(modelrail, first, second);
    } else if (command === 'show' && first !== undefined) {
      console.log(JSON.stringify(await modelrail.get(first)));
    } else if (command === 'retry' && first !== undefined) {
      console.log(JSON.stringify(await modelrail.retry(first)));
    } else if ((command === 'pause' || command === 'resume' || command === 'cancel') && first !== undefined) {
      await modelrail[command](first);
    } else {
      process.exitCode = 2;
      console.error('ingest.ts ingest REQUEST.json ID | show|pause|resume|cancel|retry ID | list');
    }
  } finally {
    await modelrail.close();
  }
}

try {
  await main(...process.argv.slice(2));
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof ModelrailError ? `${error.type}: ${error.message}` : error);
}
