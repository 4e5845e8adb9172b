import { Client, Connection } from '@temporalio/client';
import { temporalAddress } from './provided.ts';

/** A client of a Temporal server, for what operators and strangers do without modelrail. */
export interface TemporalClient extends AsyncDisposable {
  client: Client;
}

/** Connects to a Temporal server. Default: that of the test run. */
export async function connectTemporalClient(address = temporalAddress()): Promise<TemporalClient> {
  const connection = await Connection.connect({ address });
  return { client: new Client({ connection }), [Symbol.asyncDispose]: () => connection.close() };
}

/** Does something with a client that is connected for it alone. */
export async function withTemporalClient<T>(work: (client: Client) => Promise<T>, address?: string): Promise<T> {
  await using temporal = await connectTemporalClient(address);
  return await work(temporal.client);
}
