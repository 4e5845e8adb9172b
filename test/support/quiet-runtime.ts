import { DefaultLogger, Runtime } from '@temporalio/worker';

let isInstalled = false;

/**
 * Keeps what the SDK says on the way out of a test's output; before its first worker or replay. Once for each process: the
 * test files in it share the runtime.
 */
export function installQuietRuntime(): void {
  if (isInstalled) return;
  isInstalled = true;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
    // Whoever runs the tests ends them.
    shutdownSignals: [],
  });
}
