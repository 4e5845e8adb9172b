import { Client, Connection } from '@temporalio/client';
import { createModelrail, type Modelrail } from '../../client/index.ts';
import { type SimulatorControl, simulatorControl } from '../support/simulator-control.ts';
import { createProcesses, type Processes, TASK_QUEUE } from './processes.ts';

/** What every round of a campaign works with. */
export interface Rig extends AsyncDisposable {
  processes: Processes;
  /** The client library, which all is asked through. */
  client: Modelrail;
  /** Temporal itself, for what the library does not tell: histories, and whether a run is closed. */
  temporal: Client;
  simulator: SimulatorControl;
}

/** Starts Temporal and connects to it; platform and workers are started by the rounds. */
export async function createRig(folder: string): Promise<Rig> {
  const processes = await createProcesses(folder);
  await processes.temporal.start();
  const address = processes.temporalAddress;
  const client = await createModelrail({ address, taskQueue: TASK_QUEUE });
  const connection = Connection.lazy({ address, channelArgs: { 'grpc.max_reconnect_backoff_ms': 500 } });
  return {
    processes,
    client,
    temporal: new Client({ connection }),
    simulator: simulatorControl(processes.platformUrl),
    async [Symbol.asyncDispose]() {
      await client.close();
      await connection.close();
      await processes[Symbol.asyncDispose]();
    },
  };
}
