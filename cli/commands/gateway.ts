import type { Tracer } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { startGateway } from '../../gateway/index.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { packageVersion } from '../../lib/package-version.ts';
import type { ReadableFiles } from '../../lib/sources/admission.ts';
import { isTracingWanted } from '../../lib/tracing/settings.ts';
import { readWebhookKeys } from '../../lib/webhooks/keys.ts';
import { inEnglish } from '../../lib/words/say.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { createLogger, type LogOptions } from '../logger.ts';
import { parsePort } from '../parse-port.ts';
import { aborted, stopSignal } from '../signals.ts';
import { tellParent } from '../system/child.ts';

/** Options of `gateway`. */
export interface GatewayCommandOptions extends LogOptions {
  host?: string;
  port?: string;
}

/** Serves the HTTP API until Ctrl-C or SIGTERM; in-flight requests complete. */
export async function gateway(context: CliContext, options: GatewayCommandOptions): Promise<ExitCode> {
  // A person reads what ends it at its start; nothing of this reading is used further.
  checkConfig(await context.config());
  // What it says goes to programs, and into memories.
  return await inEnglish(() => serveGateway(context, options));
}

/** Error: `InvalidRequest`. */
function checkConfig(config: CliConfig): void {
  for (const part of ['gateway', 'sources', 'spool', 'webhookKeys', 'worker', 'temporal'] as const) void config[part];
}

async function serveGateway(context: CliContext, options: GatewayCommandOptions): Promise<ExitCode> {
  const config = await context.config();
  const logger = await createLogger(context, options);
  const tracer = await openTracer(context, logger);
  using stop = stopSignal(context.process);
  const { shared } = config.sources;
  const running = await startGateway({
    settings: withAddress(config.gateway, options),
    platforms: config.platformNames.map((name) => ({
      name,
      kind: config.kindOf(name),
      dictionary: config.dictionaryOf(name),
    })),
    notifyNames: config.notifyNames,
    ...(shared ? {} : { host: config.worker.host }),
    ownHost: config.worker.host,
    localFiles: localFiles(config, logger),
    servers: config.sources,
    sourceExtensions: config.sources.extensions,
    spool: config.spool,
    connect: () => context.connect(config),
    webhookKeys: await readWebhookKeys(config.webhookKeys),
    logger,
    ...(tracer === undefined ? {} : { tracer }),
    version: packageVersion(),
  });
  try {
    logger.info({ url: running.url, docs: `${running.url}/docs` }, 'gateway is ready');
    tellParent(context.process, { ready: 'gateway', url: running.url });
    await aborted(stop.signal);
    logger.info('gateway stops');
  } finally {
    await running.close();
  }
  return EXIT.done;
}

/** Before the first connection to Temporal: this process is the gateway in all its traces. Apart from `using`, as in `worker`. */
async function openTracer(context: CliContext, logger: Logger): Promise<Tracer | undefined> {
  if (!isTracingWanted(context.env)) return undefined;
  const { openTracing } = await import('../../lib/tracing/provider.ts');
  return openTracing('modelrail-gateway', { warn: (text) => logger.warn(text) }).tracer;
}

/** Where sources of this machine can be looked at before they are taken; their workers look again in any case. */
function localFiles(config: CliConfig, logger: Logger): ReadableFiles | undefined {
  try {
    const { roots, never } = config.sources;
    return { roots, never, spool: config.spool.folder };
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    logger.warn(`${error.message}; sources are accepted without a check`);
    return undefined;
  }
}

function withAddress(settings: CliConfig['gateway'], { host, port }: GatewayCommandOptions): CliConfig['gateway'] {
  return {
    ...settings,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: parsePort('--port', port) }),
  };
}
