import { DefaultLogger, type LogEntry, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Sends what the SDK logs to our logger. Once for each process, before anything else of the SDK is used. */
export function installRuntime(logger: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', (entry: LogEntry) => {
      // The worker of a host's files has no workflows, and none here has Nexus services: as it should be.
      if (/^No .* registered, not polling/.test(entry.message)) return;
      logger[LEVELS[entry.level]](logFields(entry.meta), entry.message);
    }),
    // The signals are ours: `runWorker` is told when to stop.
    shutdownSignals: [],
    workerHeartbeatInterval: '30s',
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  });
}

/** What the SDK says beside a message, in our logger's terms; the token of a task is for Temporal alone. */
export function logFields(meta: LogEntry['meta']): Record<string, unknown> {
  const { error, taskToken: _taskToken, ...fields } = meta ?? {};
  return { ...fields, ...(error === undefined ? {} : { err: error }) };
}
