import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { RunLine } from '../contracts/run-lines.ts';
import { findFreePort } from '../lib/temporal-server/port.ts';
import { runLineOf } from './run-lines.ts';
import { toLogLine } from './sdk-log.ts';

/** Names as Prometheus wants them: seconds, with the unit, counters with `_total`. */
const UNITS = { unitSuffix: true, countersTotalSuffix: true, useSecondsForDurations: true } as const;

/** Who is told what the SDK logs: a process has one runtime of the SDK. */
let latest: Logger | undefined;
/** Where the SDK's metrics are, where it was installed with some. */
let metricsAt: string | undefined;
const runListeners = new Set<(line: RunLine) => void>();

/** A place for the SDK's own metrics: on loopback alone, from where ours fetch them. */
export async function sdkMetricsAddress(): Promise<string> {
  return `127.0.0.1:${await findFreePort()}`;
}

/** Told of each line that a run of this process logs; returns a function that ends this. */
export function onRunLine(listener: (line: RunLine) => void): () => void {
  runListeners.add(listener);
  return () => void runListeners.delete(listener);
}

/**
 * Sends what the SDK logs to the logger that was given last, and lets it serve its metrics at an address. Before anything else of
 * the SDK is used; answers where its metrics are, which the first worker of a process decides.
 */
export function installRuntime(logger: Logger, metricsAddress?: string): string | undefined {
  const isInstalled = latest !== undefined;
  latest = logger;
  if (isInstalled) return metricsAt;
  metricsAt = metricsAddress;
  Runtime.install({
    logger: new DefaultLogger('INFO', (entry) => {
      const told = runLineOf(entry.meta);
      if (told !== undefined) for (const listener of runListeners) listener(told);
      const line = toLogLine(entry);
      if (line !== undefined) latest?.[line.level](line.fields, line.message);
    }),
    // The signals are ours: `runWorker` is told when to stop.
    shutdownSignals: [],
    workerHeartbeatInterval: '30s',
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(metricsAddress === undefined ? {} : { metrics: { prometheus: { bindAddress: metricsAddress, ...UNITS } } }),
    },
  });
  return metricsAt;
}
