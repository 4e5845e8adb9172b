import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { toLogLine } from './sdk-log.ts';

/** Sends what the SDK logs to our logger. Once for each process, before anything else of the SDK is used. */
export function installRuntime(logger: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', (entry) => {
      const line = toLogLine(entry);
      if (line !== undefined) logger[line.level](line.fields, line.message);
    }),
    // The signals are ours: `runWorker` is told when to stop.
    shutdownSignals: [],
    workerHeartbeatInterval: '30s',
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  });
}
