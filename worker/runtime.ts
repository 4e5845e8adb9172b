import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { toLogLine } from './sdk-log.ts';

/** Who is told what the SDK logs: a process has one runtime of the SDK. */
let latest: Logger | undefined;

/** Sends what the SDK logs to the logger that was given last. Before anything else of the SDK is used. */
export function installRuntime(logger: Logger): void {
  const isInstalled = latest !== undefined;
  latest = logger;
  if (isInstalled) return;
  Runtime.install({
    logger: new DefaultLogger('INFO', (entry) => {
      const line = toLogLine(entry);
      if (line !== undefined) latest?.[line.level](line.fields, line.message);
    }),
    // The signals are ours: `runWorker` is told when to stop.
    shutdownSignals: [],
    workerHeartbeatInterval: '30s',
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  });
}
