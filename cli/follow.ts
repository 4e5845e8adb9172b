import type { Modelrail } from '../client/index.ts';
import type { IngestProgress } from '../contracts/progress.ts';
import { workerAdvice } from './advice.ts';
import type { CliContext } from './context.ts';
import { EXIT, type ExitCode, exitCodeOfStatus } from './exit-codes.ts';
import { createBars } from './render/bars.ts';
import type { FollowView } from './render/follow-view.ts';
import { renderIngestion } from './render/ingestion.ts';
import { createPlainLines } from './render/plain-lines.ts';

/** That no worker listens is said within five seconds of the start. */
const WORKER_LOOK_MS = 2_500;

/** Shows an ingestion until it ends or `signal` aborts; answers the last state that was seen. */
export async function follow(
  context: CliContext,
  client: Modelrail,
  id: string,
  signal: AbortSignal,
): Promise<IngestProgress | undefined> {
  const view = createView(context);
  const looked = sayWhenNoWorker(context, client, id, signal);
  let latest: IngestProgress | undefined;
  try {
    for await (const progress of client.watch(id, { signal })) {
      latest = progress;
      view.update(progress);
    }
  } finally {
    looked.stop();
    view.stop();
  }
  return latest;
}

/** Follows as `ingest` and `watch` do: Ctrl-C stops following only; the result goes to stdout. */
export async function followToEnd(context: CliContext, client: Modelrail, id: string): Promise<ExitCode> {
  const detach = new AbortController();
  const onInterrupt = () => detach.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const progress = await follow(context, client, id, detach.signal);
    if (progress?.closedAt === undefined) {
      context.note(`stopped following; the work goes on. Follow it again with: modelrail watch ${id}`);
      if (context.isJson && progress !== undefined) context.printJson(progress);
      return EXIT.detached;
    }
    printIngestion(context, progress);
    return exitCodeOfStatus(progress.status);
  } catch (error) {
    context.note(`no longer following; the work goes on where it can. Follow it again with: modelrail watch ${id}`);
    throw error;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

/** Writes an ingestion to stdout, as JSON or for a person. */
export function printIngestion(context: CliContext, progress: IngestProgress): void {
  if (context.isJson) context.printJson(progress);
  else context.print(renderIngestion(progress, context.out));
}

function createView(context: CliContext): FollowView {
  if (context.isQuiet || context.isJson) return { update: () => undefined, stop: () => undefined };
  return context.err.isTerminal ? createBars(context.err) : createPlainLines(context.note);
}

function sayWhenNoWorker(context: CliContext, client: Modelrail, id: string, signal: AbortSignal): { stop(): void } {
  const timer = setTimeout(() => {
    client.noWorkerSince(id).then(
      (since) => {
        if (since !== undefined && !signal.aborted) context.warn(workerAdvice(client.taskQueue));
      },
      // What keeps this look from an answer keeps the watch from one as well, and it tells.
      (error: unknown) => context.isVerbose && context.warn(`could not look for a worker: ${String(error)}`),
    );
  }, WORKER_LOOK_MS);
  return { stop: () => clearTimeout(timer) };
}
