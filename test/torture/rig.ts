import { Client, Connection } from '@temporalio/client';
import { createModelrail, type Modelrail } from '../../client/index.ts';
import { startMoto } from '../support/moto.ts';
import { type SimulatorControl, simulatorControl } from '../support/simulator-control.ts';
import { createProcesses, type Processes, TASK_QUEUE } from './processes.ts';
import { BUCKET, type SourceServer, startSourceServer } from './source-server.ts';

/** What every round of a campaign works with. */
export interface Rig extends AsyncDisposable {
  processes: Processes;
  /** The client library, which all is asked through. */
  client: Modelrail;
  /** Temporal itself, for what the library does not tell: histories, and whether a run is closed. */
  temporal: Client;
  simulator: SimulatorControl;
  /** Of the sources that are not on the disk. */
  sources: SourceServer;
}

/**
 * Starts Temporal and a server of sources, before a service of S3 where this machine has one (`hasS3`), and connects to them;
 * platform and workers are started by the rounds.
 */
export async function createRig(folder: string, hasS3: boolean): Promise<Rig> {
  const sources = await startSourceServer(hasS3 ? await startMoto() : undefined);
  await sources.moto?.put(BUCKET);
  const processes = await createProcesses(folder, sources);
  await processes.temporal.start();
  const address = processes.temporalAddress;
  const client = await createModelrail({ address, taskQueue: TASK_QUEUE });
  const connection = Connection.lazy({ address, channelArgs: { 'grpc.max_reconnect_backoff_ms': 500 } });
  return {
    processes,
    client,
    temporal: new Client({ connection }),
    simulator: simulatorControl(processes.platformUrl),
    sources,
    async [Symbol.asyncDispose]() {
      await client.close();
      await connection.close();
      await processes[Symbol.asyncDispose]();
      await sources[Symbol.asyncDispose]();
    },
  };
}
