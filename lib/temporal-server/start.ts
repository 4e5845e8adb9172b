import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { ModelrailError } from '../errors.ts';
import { msToTs } from '../temporal-sdk/internals.ts';
import { told } from '../words/told.ts';
import { type Told, toldOf } from '../words/words.ts';
import { serverFlags } from './flags.ts';
import { grpcProxyFor } from './grpc-proxy.ts';
import { findFreePort, isListening } from './port.ts';
import { type ServerProcess, startServerProcess } from './process.ts';

/** What to start. */
export interface StartTemporalOptions {
  /** Path of the `temporal` program. */
  binary: string;
  /** SQLite file that everything is kept in, made with its folder when it is not there. Without one: in memory. */
  dbFile?: string;
  /** Port of the server on 127.0.0.1. Default, and 0: a free one. */
  port?: number;
  /** Port of the Temporal UI on 127.0.0.1; 0: a free one. Without it there is no UI. */
  uiPort?: number;
  /** Default: `default`. */
  namespace?: string;
  /** File that the server's own output is appended to. Without one only the end of it is kept, for errors. */
  logFile?: string;
  /** Further `KEY=VALUE` pairs of Temporal's dynamic configuration, values as JSON. */
  dynamicConfig?: readonly string[];
  /** Default: the process's. */
  env?: NodeJS.ProcessEnv;
}

/** A running server of this process. */
export interface TemporalServer extends AsyncDisposable {
  /** `HOST:PORT` of the server. */
  address: string;
  /** Address of the UI, when there is one. */
  uiUrl?: string;
  pid: number;
  /** Resolves when the server has ended, for any reason. */
  closed: Promise<void>;
  /** Ends the server and waits for that. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
/** A cached binary answers within half a second; a machine under load, or a large database file, takes longer. */
const START_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 10_000;
const RETRY_PAUSE_MS = 20;
/** How long Temporal keeps ended runs: so long an id attaches to its run instead of starting again. */
const RETENTION = msToTs('90 days');

/**
 * Starts a Temporal server on loopback and waits until it answers. Our search attributes are there, and ended runs are
 * kept for 90 days. The server ends with this process. Throws `TemporalUnavailable` with what the server printed.
 */
export async function startTemporalServer(options: StartTemporalOptions): Promise<TemporalServer> {
  const port = options.port || (await findFreePort(HOST));
  const uiPort = options.uiPort === 0 ? await findFreePort(HOST) : options.uiPort;
  const namespace = options.namespace ?? 'default';
  const flags = serverFlags({
    port,
    uiPort,
    namespace,
    dbFile: options.dbFile,
    dynamicConfig: options.dynamicConfig ?? [],
  });
  if (await isListening(HOST, port))
    throw new ModelrailError('TemporalUnavailable', told('port {port} is in use', { port }));
  if (options.dbFile !== undefined) await mkdir(dirname(options.dbFile), { recursive: true, mode: 0o700 });
  const server = await startServerProcess(options.binary, flags, {
    env: options.env ?? process.env,
    logFile: options.logFile,
  });
  const address = `${HOST}:${port}`;
  try {
    await prepareNamespace(server, port, namespace);
  } catch (error) {
    await server.stop(STOP_GRACE_MS);
    throw error;
  }
  const stop = () => server.stop(STOP_GRACE_MS);
  return {
    address,
    ...(uiPort === undefined ? {} : { uiUrl: `http://${HOST}:${uiPort}` }),
    pid: server.pid,
    closed: server.closed,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Tries until the server answers for the namespace, and sets how long the namespace keeps ended runs. */
async function prepareNamespace(server: ServerProcess, port: number, namespace: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let lastError: unknown;
  while (Date.now() < deadline) {
    if (!server.isRunning())
      throw failedStart(
        told('the Temporal server ended at its start: if TEMPORAL_CLI_PATH is set, see what it names'),
        server,
        lastError,
      );
    try {
      if (await isListening(HOST, port)) return await keepEndedRuns(`${HOST}:${port}`, namespace);
    } catch (error) {
      // It listens before it can answer: an error counts only when there is no time left.
      lastError = error;
    }
    await delay(RETRY_PAUSE_MS);
  }
  throw failedStart(
    told('the Temporal server did not answer within {seconds} s', { seconds: START_TIMEOUT_MS / 1000 }),
    server,
    lastError,
  );
}

async function keepEndedRuns(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({
    address,
    connectTimeout: '5s',
    channelArgs: grpcProxyFor(address, process.env).channelArgs,
  });
  try {
    await connection.withDeadline(Date.now() + 5_000, async () => {
      const { config } = await connection.workflowService.describeNamespace({ namespace });
      if (String(config?.workflowExecutionRetentionTtl?.seconds) === String(RETENTION.seconds)) return;
      await connection.workflowService.updateNamespace({
        namespace,
        config: { workflowExecutionRetentionTtl: RETENTION },
      });
    });
  } finally {
    await connection.close();
  }
}

function failedStart(what: Told, server: ServerProcess, cause: unknown): ModelrailError {
  const printed = server.printed();
  const words = printed === '' ? what : toldOf('{what}; it printed:\n{printed}', { what, printed });
  return new ModelrailError('TemporalUnavailable', words, { cause });
}
