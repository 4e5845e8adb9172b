import { Client, Connection } from '@temporalio/client';
import { temporalAddress } from './provided.ts';

/** A client of the test run's Temporal server, for what operators and strangers do without modelrail. */
export interface TemporalClient extends AsyncDisposable {
  client: Client;
}

/** Connects to the test run's Temporal server. */
export async function connectTemporalClient(): Promise<TemporalClient> {
  const connection = await Connection.connect({ address: temporalAddress() });
  return { client: new Client({ connection }), [Symbol.asyncDispose]: () => connection.close() };
}

/** Does something with a client that is connected for it alone. */
export async function withTemporalClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  await using temporal = await connectTemporalClient();
  return await work(temporal.client);
}
