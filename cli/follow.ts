import type { Modelrail } from '../client/index.ts';
import type { IngestProgress } from '../contracts/progress.ts';
import { ModelrailError } from '../lib/errors.ts';
import { say } from '../lib/words/say.ts';
import type { CliContext } from './context.ts';
import { EXIT, type ExitCode, exitCodeOfStatus } from './exit-codes.ts';
import { createMissingWorkerNotice } from './missing-worker.ts';
import { createBars } from './render/bars.ts';
import type { FollowView } from './render/follow-view.ts';
import { renderIngestion } from './render/ingestion.ts';
import { createPlainLines } from './render/plain-lines.ts';
import { createWarningLines } from './render/warning-lines.ts';

/**
 * Shows an ingestion until it ends or `signal` aborts; answers the last state that was seen. `told`: warnings of its files that were told
 * before.
 */
export async function follow(
  context: CliContext,
  client: Modelrail,
  id: string,
  signal: AbortSignal,
  told: readonly string[] = [],
): Promise<IngestProgress | undefined> {
  const newWarnings = createWarningLines(told);
  const view = createView(context);
  const withoutRepeats = createMissingWorkerNotice(context, client, id, signal);
  let latest: IngestProgress | undefined;
  try {
    for await (const progress of client.watch(id, { signal })) {
      latest = progress;
      for (const line of newWarnings(progress)) context.warn(line);
      const told = await withoutRepeats(progress);
      // A program is told all of it.
      view.update(context.isEvents ? progress : told);
    }
  } finally {
    view.stop();
  }
  return latest;
}

/** Follows as `ingest` and `watch` do: Ctrl-C stops following only; the result goes to stdout. */
export async function followToEnd(
  context: CliContext,
  client: Modelrail,
  id: string,
  told: readonly string[] = [],
): Promise<ExitCode> {
  const detach = new AbortController();
  const onInterrupt = () => detach.abort();
  context.process.once('SIGINT', onInterrupt);
  try {
    const progress = await follow(context, client, id, detach.signal, told);
    if (progress?.closedAt === undefined) {
      context.note(say('stopped following; the ingestion goes on. Follow it again with: modelrail watch {id}', { id }));
      if (context.isJson && progress !== undefined) context.printJson(progress);
      return EXIT.detached;
    }
    printIngestion(context, progress);
    return exitCodeOfStatus(progress.status);
  } catch (error) {
    // What is not there goes on in no case.
    if (!(error instanceof ModelrailError) || error.type !== 'NotFound') {
      context.note(
        say('no longer following; the ingestion goes on if it can. Follow it again with: modelrail watch {id}', { id }),
      );
    }
    throw error;
  } finally {
    context.process.off('SIGINT', onInterrupt);
  }
}

/** Writes an ingestion to stdout, as JSON or for a person. */
export function printIngestion(context: CliContext, progress: IngestProgress): void {
  if (context.isJson) context.printJson(progress);
  else context.print(renderIngestion(progress, context.out, { isVerbose: context.isVerbose }));
}

/** Every state on the way; the last one is the result, which is printed as such. */
function createEventLines(context: CliContext): FollowView {
  return {
    update(progress) {
      if (progress.closedAt === undefined) context.printJson(progress);
    },
    stop: () => undefined,
  };
}

function createView(context: CliContext): FollowView {
  if (context.isEvents) return createEventLines(context);
  if (context.isQuiet || context.isJson) return { update: () => undefined, stop: () => undefined };
  return context.err.isDrawable ? createBars(context.err) : createPlainLines(context.note);
}
