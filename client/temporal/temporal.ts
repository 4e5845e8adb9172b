import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { DEFAULT_TASK_QUEUE } from '../../contracts/names.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { createDataConverter } from '../../lib/temporal-sdk/payloads.ts';
import { grpcProxyFor } from '../../lib/temporal-server/grpc-proxy.ts';
import type { ModelrailOptions } from '../modelrail.ts';
import { type Calls, createCalls } from './calls.ts';
import { toModelrailError, unreachable } from './temporal-error.ts';

const DEFAULT_ADDRESS = '127.0.0.1:7233';
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Time for all calls of one operation together. With the time to connect it stays below the ten seconds within which a
 * command has to say that Temporal is gone.
 */
export const OPERATION_TIMEOUT_MS = 5_000;

/** One connection to Temporal and the names that go with it. */
export interface Temporal {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly uiUrl: string | undefined;
  /**
   * Runs calls that must be through at `deadline`, in milliseconds since the epoch (default: {@link OPERATION_TIMEOUT_MS}
   * from now), and turns what they throw into a `ModelrailError`.
   */
  call<T>(fn: () => Promise<T>, deadline?: number): Promise<T>;
  close(): Promise<void>;
}

/**
 * Connects to Temporal. Errors: `TemporalUnavailable` when it does not answer within three seconds; `InvalidRequest` for
 * options that name no server.
 */
export async function connectTemporal(options: ModelrailOptions): Promise<Temporal> {
  const address = options.address ?? options.connectionOptions?.address ?? DEFAULT_ADDRESS;
  const namespace = options.namespace ?? 'default';
  const calls = createCalls();
  const { channelArgs, proxy } = grpcProxyFor(address, process.env);
  const target = { address, namespace, proxy };
  const connection = createConnection(
    address,
    { ...options.connectionOptions, channelArgs: { ...channelArgs, ...options.connectionOptions?.channelArgs } },
    calls,
  );
  try {
    await connection.ensureConnected();
  } catch (error) {
    calls.end();
    await connection.close();
    const known = toModelrailError(error, target);
    throw known.type === 'Internal' ? unreachable(target, error) : known;
  }
  return {
    client: new Client({
      connection,
      namespace,
      dataConverter: createDataConverter(options.payloadCodecs),
      ...(options.interceptors === undefined ? {} : { interceptors: options.interceptors }),
    }),
    address,
    namespace,
    taskQueue: options.taskQueue ?? DEFAULT_TASK_QUEUE,
    uiUrl: options.uiUrl?.replace(/\/+$/, ''),
    call: async (fn, deadline = Date.now() + OPERATION_TIMEOUT_MS) => {
      try {
        return await calls.run(connection, deadline, fn);
      } catch (error) {
        throw toModelrailError(error, target);
      }
    },
    close: async () => {
      calls.end();
      await connection.close();
    },
  };
}

function createConnection(address: string, given: ConnectionOptions, calls: Calls): Connection {
  try {
    return Connection.lazy(connectionOptions(address, given, calls));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const message = sentenceOf('no connection to Temporal at "{address}": {words}', { address, words });
    throw new ModelrailError('InvalidRequest', message, { cause: error });
  }
}

function connectionOptions(address: string, given: ConnectionOptions, calls: Calls): ConnectionOptions {
  return {
    ...given,
    address,
    connectTimeout: CONNECT_TIMEOUT_MS,
    channelArgs: {
      // gRPC waits up to two minutes before it tries a lost connection again; who watches an ingestion should see it go
      // on as soon as Temporal is back.
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': 1_000,
      ...given.channelArgs,
    },
    interceptors: [...(given.interceptors ?? []), calls.retry],
  };
}
