import { setTimeout as sleep } from 'node:timers/promises';
import type { Modelrail, SyncRun, SyncTriggered } from '../../../client/index.ts';
import { parseSince } from '../../../lib/requests/since.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode, exitCodeOfStatus } from '../../exit-codes.ts';
import { renderRun } from '../../render/sync.ts';
import { readPlan } from './plan.ts';

/** Options of `sync backfill` as they were given. */
export interface BackfillOptions {
  from: string;
  to: string;
  detach?: boolean;
}

/** Between two looks at a run. */
const LOOK_AGAIN_MS = 500;

/** Makes a run now, waits for its end, and reports it. */
export async function triggerSync(
  context: CliContext,
  name: string,
  { approve: path, ...options }: { detach?: boolean; approve?: string },
): Promise<ExitCode> {
  const approve = path === undefined ? undefined : await readPlan(context, path);
  const given = approve === undefined ? {} : { approve };
  return await startRun(context, name, options, ({ syncs }) => syncs.trigger(name, given));
}

/** Makes one run for all that were due in a span of time, likewise. */
export async function backfillSync(context: CliContext, name: string, options: BackfillOptions): Promise<ExitCode> {
  const now = Date.now();
  const span = { from: parseSince(options.from, now, '--from'), to: parseSince(options.to, now, '--to') };
  return await startRun(context, name, options, ({ syncs }) => syncs.backfill(name, span));
}

async function startRun(
  context: CliContext,
  name: string,
  { detach }: { detach?: boolean },
  start: (client: Modelrail) => Promise<SyncTriggered>,
): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  const before = (await client.syncs.get(name)).lastRun?.runId;
  const triggered = await start(client);
  if (detach === true) {
    if (context.isJson) context.printJson(triggered);
    else if (triggered.run !== undefined) context.print(triggered.run);
    context.note(triggered.run === undefined ? `${name}: queued behind the run that is made` : `${name}: started`);
    return EXIT.done;
  }
  const run = await untilEnded(client, triggered, before);
  if (context.isJson) context.printJson(run);
  else context.print(renderRun(run, context.out));
  return exitCodeOfStatus(run.status);
}

/** Waits for the run, and before it for the one that it is queued behind. */
async function untilEnded(
  client: Modelrail,
  { name, run, runId }: SyncTriggered,
  before: string | undefined,
): Promise<SyncRun> {
  for (let made = run === undefined ? undefined : { id: run, runId }; ; ) {
    if (made === undefined) {
      const last = (await client.syncs.get(name)).lastRun;
      if (last?.runId !== before) made = last;
    } else {
      const seen = await client.syncs.run(made.id, made);
      if (seen.closedAt !== undefined) return seen;
    }
    await sleep(LOOK_AGAIN_MS);
  }
}
