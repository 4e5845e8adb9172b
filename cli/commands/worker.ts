import { adviceFor } from '../../contracts/advice.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { resolveTemporal } from '../../lib/temporal-server/connection.ts';
import { inEnglish } from '../../lib/words/say.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { createLogger, type LogOptions } from '../logger.ts';
import { stopSignal } from '../signals.ts';
import { tellParent } from '../system/child.ts';

/** Options of `worker`. */
export type WorkerOptions = LogOptions;

/** Works on ingestions until Ctrl-C or SIGTERM, then hands over what it has. */
export async function worker(context: CliContext, options: WorkerOptions): Promise<ExitCode> {
  // What it says goes to programs, and into memories.
  return await inEnglish(() => work(context, options));
}

async function work(context: CliContext, options: WorkerOptions): Promise<ExitCode> {
  const config = await context.config();
  // Told before anything else is loaded: an unset variable is the commonest reason why a worker does not start.
  config.allPlatforms();
  void config.notify;
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
  throw new ModelrailError(error.type, `${error.message}: ${adviceFor(error.type)}`, { cause: error });
}

/** Apart from `using`: in a function that has one, the compiler leaves the `.ts` of an import as it is. */
function loadWorker() {
  return import('../../worker/index.ts');
}
