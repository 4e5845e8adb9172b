import { setTimeout as sleep } from 'node:timers/promises';
import type { Modelrail, SyncRun, SyncTriggered } from '../../../client/index.ts';
import { hostTaskQueue } from '../../../contracts/names.ts';
import { parseSince } from '../../../lib/requests/since.ts';
import { say } from '../../../lib/words/say.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode, exitCodeOfStatus } from '../../exit-codes.ts';
import { createStatusLine } from '../../render/status-line.ts';
import { renderRun } from '../../render/sync.ts';
import { count } from '../../render/units.ts';
import { createWaitNotice } from '../../wait-notice.ts';
import { createWorkerNotice, type WorkerNotice } from '../../worker-notice.ts';
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
  const notice = createWorkerNotice(context, client);
  if (detach !== true) notice.lookOn(client.taskQueue);
  const { lastRun, declaration } = await client.syncs.get(name);
  const triggered = await start(client);
  if (detach === true) {
    if (context.isJson) context.printJson(triggered);
    else if (triggered.run !== undefined) context.print(triggered.run);
    context.note(
      `${name}: ${triggered.run === undefined ? say('queued behind the run that is made') : say('started')}`,
    );
    return EXIT.done;
  }
  const host = 'source' in declaration ? declaration.host : undefined;
  if (host !== undefined) notice.lookOn(hostTaskQueue(client.taskQueue, host));
  const run = await follow(context, client, triggered, { before: lastRun?.runId, notice });
  if (context.isJson) context.printJson(run);
  else context.print(renderRun(run, context.out, name));
  return exitCodeOfStatus(run.status);
}

/** Waits for the run, and before it for the one that it is queued behind, and tells how far it is. */
async function follow(
  context: CliContext,
  client: Modelrail,
  { name, run, runId }: SyncTriggered,
  { before, notice }: { before: string | undefined; notice: WorkerNotice },
): Promise<SyncRun> {
  using line = createStatusLine(
    context,
    `${name}: ${run === undefined ? say('queued behind another run') : say('started')}`,
  );
  using _waiting = createWaitNotice(context, () =>
    say('{name}: waiting for the end of the run; `modelrail sync show {name}` says how far it is, and why it waits', {
      name,
    }),
  );
  for (let made = run === undefined ? undefined : { id: run, runId }; ; ) {
    let seen: SyncRun | undefined;
    if (made === undefined) {
      seen = (await client.syncs.get(name)).lastRun;
      if (seen?.runId !== before) made = seen;
    } else {
      seen = await client.syncs.run(made.id, made);
      if (seen.closedAt !== undefined) return seen;
      line.update(progressText(name, seen));
    }
    if (seen?.note !== undefined) notice.lookOn(client.taskQueue);
    await sleep(LOOK_AGAIN_MS);
  }
}

function progressText(name: string, { found, new: fresh, changed, failed, ingestions, unit }: SyncRun): string {
  if (found === 0) return `${name}: ${say('comparing the source with what is remembered')}`;
  const last = ingestions.at(-1);
  const delivered = say('{found} found, {delivered} delivered, {failed} failed', {
    found: count(found, unit ?? 'file'),
    delivered: fresh + changed,
    failed: failed.length,
  });
  return `${name}: ${delivered}${last === undefined ? '' : `; ${last}`}`;
}
