import { SEARCH_ATTRIBUTES } from '../../contracts/names.ts';

/** What the flags of `temporal server start-dev` follow from. */
export interface ServerFlagOptions {
  port: number;
  /** Port of the UI; without one there is no UI. */
  uiPort: number | undefined;
  namespace: string;
  /** SQLite file; without one everything is in memory. */
  dbFile: string | undefined;
  /** Further `KEY=VALUE` pairs of Temporal's dynamic configuration, values as JSON. */
  dynamicConfig: readonly string[];
}

const DYNAMIC_CONFIG = [
  // By default the one history shard of a development server looks for work 20 times a second: every step of a workflow
  // would wait up to 50 ms, and timers below a second would be rounded up to one.
  'history.transferProcessorMaxPollRPS=5000',
  'history.timerProcessorMaxPollRPS=5000',
  'history.visibilityProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxTimeShift="1ms"',
  // With one worker, tasks in another partition than the one polled only wait.
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  // Otherwise a run that continues as new waits until it is a second old.
  'history.workflowIdReuseMinimalInterval="0s"',
  // Cancellation is pushed to the worker that runs the activity instead of waiting for its next heartbeat.
  'frontend.WorkerCommandsEnabled=true',
  'system.enableCancelActivityWorkerCommand=true',
];

/** Arguments that start a development server as modelrail wants it: quick, on loopback, our search attributes there. */
export function serverFlags(options: ServerFlagOptions): string[] {
  const { port, uiPort, namespace, dbFile, dynamicConfig } = options;
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace],
    ...['--log-level', 'warn', '--log-format', 'json', '--disable-config-file', '--disable-config-env'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
    ...(dbFile === undefined ? [] : ['--db-filename', dbFile, ...DURABLE_PRAGMAS]),
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...[...DYNAMIC_CONFIG, ...dynamicConfig].flatMap((pair) => ['--dynamic-config-value', pair]),
  ];
}

// A write-ahead log is four times as quick as SQLite's default. What it may lose at a power cut, never at the end of a
// process, are the last moments: the platform is asked again then, as after any crash.
const DURABLE_PRAGMAS = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];
