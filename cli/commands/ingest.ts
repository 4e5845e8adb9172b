import type { IngestStarted, Modelrail } from '../../client/index.ts';
import { INGESTION_ID_PATTERN } from '../../contracts/names.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode, exitCodeOfStatus } from '../exit-codes.ts';
import { followToEnd, printIngestion } from '../follow.ts';
import type { IngestOptions } from '../ingest-options.ts';
import { formatTime } from '../render/units.ts';
import { buildRequest } from '../request/build-request.ts';

/** Starts an ingestion and follows it; everything that can be wrong is looked for before anything is started. */
export async function ingest(context: CliContext, files: string[], options: IngestOptions): Promise<ExitCode> {
  if (options.id !== undefined && !INGESTION_ID_PATTERN.test(options.id)) {
    throw new ModelrailError(
      'InvalidRequest',
      told('--id takes 1 to 200 letters, digits and . _ -, not "{id}"', { id: options.id }),
    );
  }
  const config = await context.config();
  const { request, skipped, told: warnings } = await buildRequest(context, config, files, options);
  await using client = await context.connect(config);
  const started = await client.ingest(request, { skipped, ...(options.id === undefined ? {} : { id: options.id }) });
  if (started.closedAt !== undefined) return await tellEnded(context, client, started, started.closedAt);
  tellStarted(context, request, started);
  if (options.detach !== true) return await followToEnd(context, client, started.id, warnings);
  if (context.isJson) context.printJson(await client.get(started.id));
  else context.print(started.id);
  context.note(say('follow it with: modelrail watch {id}', { id: started.id }));
  return EXIT.done;
}

function tellStarted(context: CliContext, request: IngestRequest, { id, isAttached }: IngestStarted): void {
  const { platform } = request;
  context.note(
    isAttached
      ? say('{id} is already running with the same request', { id })
      : say('started {id} on {platform}', { id, platform }),
  );
}

async function tellEnded(
  context: CliContext,
  client: Modelrail,
  { id, status }: IngestStarted,
  closedAt: string,
): Promise<ExitCode> {
  context.note(say('{id} ended at {time} with the same request; nothing was done', { id, time: formatTime(closedAt) }));
  const progress = await client.get(id);
  printIngestion(context, progress);
  return exitCodeOfStatus(status ?? progress.status);
}
