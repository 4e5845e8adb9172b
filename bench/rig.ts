import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { findTemporal } from '../lib/temporal-server/find.ts';
import { startTemporalServer, type TemporalServer } from '../lib/temporal-server/start.ts';
import type {
  ChongqingBimSimulator,
  ChongqingBimSimulatorOptions,
} from '../platforms/chongqing-bim/simulator/index.ts';
import { startCommand } from '../test/support/program.ts';
import { startSystem, type TestSystem } from '../test/support/system.ts';

const PLATFORM_PROCESS = fileURLToPath(new URL('../test/torture/platform-process.ts', import.meta.url));

/** A Temporal server in memory, a simulated platform as a process of its own, and a system upon them. */
export interface Rig extends AsyncDisposable {
  server: TemporalServer;
  system: TestSystem;
  /** Temporal itself, for histories. */
  temporal: Client;
  /** Runs an ingestion of these files to its end without looking at it meanwhile. */
  ingest(sources: readonly string[]): Promise<Ingested>;
}

/** An ingestion that is through. */
export interface Ingested {
  id: string;
  /** From the request to the result. */
  seconds: number;
}

/** What differs from a platform that converts in no time and settings as they come. */
export interface RigOptions {
  simulator?: Partial<ChongqingBimSimulatorOptions>;
  /** Settings of the platform beyond address and credentials. */
  platform?: Record<string, unknown>;
  /** Settings of sources beyond their roots. */
  sources?: Record<string, unknown>;
  /** SQLite file that Temporal keeps everything in. Default: in memory. */
  dbFile?: string;
}

/** Starts a rig without a worker. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const binary = await findTemporal({ env: process.env, log: console.error });
  const server = await startTemporalServer({
    binary,
    ...(options.dbFile === undefined ? {} : { dbFile: options.dbFile }),
  });
  const system = await startSystem({
    temporalAddress: server.address,
    startPlatform: startPlatformProcess,
    simulator: { conversionMs: 1, ...options.simulator },
    platform: { convert: { pollInterval: '50ms' }, ...options.platform },
    ...(options.sources === undefined ? {} : { sources: options.sources }),
  });
  const connection = await Connection.connect({ address: server.address });
  const temporal = new Client({ connection });
  return {
    server,
    system,
    temporal,
    async ingest(sources) {
      const start = performance.now();
      const id = await system.start(system.request(sources));
      await temporal.workflow.getHandle(id).result();
      const seconds = (performance.now() - start) / 1000;
      const { status, error } = await system.client.get(id);
      if (status !== 'completed') throw new Error(`${id} ended as ${status}: ${JSON.stringify(error)}`);
      return { id, seconds };
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      await system[Symbol.asyncDispose]();
      await server.stop();
    },
  };
}

/** A process of its own, as a platform is, so that it does not share our event loop. */
async function startPlatformProcess(options: ChongqingBimSimulatorOptions): Promise<ChongqingBimSimulator> {
  const running = await startCommand([JSON.stringify(options)], {
    program: PLATFORM_PROCESS,
    execArgv: ['--import', 'tsx'],
  });
  const { url } = running.ready as { url: string };
  return { url, port: Number(new URL(url).port), close: async () => void (await running.stop()) };
}
