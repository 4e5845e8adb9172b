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
