import { adviceFor } from '../../contracts/advice.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { resolveTemporal } from '../../lib/temporal-server/connection.ts';
import { inEnglish } from '../../lib/words/say.ts';
import { toldOf } from '../../lib/words/words.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { createLogger, type LogOptions } from '../logger.ts';
import { stopSignal } from '../signals.ts';
import { tellParent } from '../system/child.ts';

/** Options of `worker`. */
export type WorkerOptions = LogOptions;

/** Works on ingestions until Ctrl-C or SIGTERM, then hands over what it has. */
export async function worker(context: CliContext, options: WorkerOptions): Promise<ExitCode> {
  // A person reads what ends it at its start; nothing of this reading is used further.
  checkConfig(await context.config());
  // What it says goes to programs, and into memories.
  return await inEnglish(() => work(context, options));
}

/** Before anything else is loaded: an unset variable is the commonest reason why a worker does not start. Error: `InvalidRequest`. */
function checkConfig(config: CliConfig): void {
  config.allPlatforms();
  for (const part of ['notify', 'worker', 'temporal', 'sources', 'remoteSources', 'results', 'evidence'] as const)
    void config[part];
  void config.sources.roots;
}

async function work(context: CliContext, options: WorkerOptions): Promise<ExitCode> {
  const config = await context.config();
  const logger = await createLogger(context, options);
  const { runWorker } = await loadWorker();
  using stop = stopSignal(context.process);
  await runWorker({
    config,
    connection: resolveTemporal(config.temporal, context.env),
    logger,
    signal: stop.signal,
    onReady: (about) => tellParent(context.process, { ready: 'worker', ...about }),
  }).catch(withWayOut);
  return EXIT.done;
}

/** The library says the way out itself; the worker speaks with Temporal without it. */
function withWayOut(error: unknown): never {
  if (!(error instanceof ModelrailError) || error.type !== 'TemporalUnavailable') throw error;
  const words = error.told ?? toldOf(error.message);
  const advice = toldOf(adviceFor(error.type));
  throw new ModelrailError(error.type, toldOf('{title}: {text}', { title: words, text: advice }), { cause: error });
}

/** Apart from `using`: in a function that has one, the compiler leaves the `.ts` of an import as it is. */
function loadWorker() {
  return import('../../worker/index.ts');
}
