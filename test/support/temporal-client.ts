import { Client, Connection } from '@temporalio/client';
import { createCalls } from '../../client/temporal/calls.ts';
import { temporalAddress } from './provided.ts';

/** A client of a Temporal server, for what operators and strangers do without modelrail. */
export interface TemporalClient extends AsyncDisposable {
  client: Client;
}

/** Connects to a Temporal server. Default: that of the test run. */
export async function connectTemporalClient(address = temporalAddress()): Promise<TemporalClient> {
  const calls = createCalls();
  const connection = await Connection.connect({ address, interceptors: [calls.retry] });
  return {
    client: new Client({ connection }),
    async [Symbol.asyncDispose]() {
      calls.end();
      await connection.close();
    },
  };
}

/** Does something with a client that is connected for it alone. */
export async function withTemporalClient<T>(work: (client: Client) => Promise<T>, address?: string): Promise<T> {
  await using temporal = await connectTemporalClient(address);
  return await work(temporal.client);
}
