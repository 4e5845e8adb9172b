import type { RememberedFile } from '../../client/index.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient, type TemporalClient } from '../support/temporal-client.ts';

/** A system with a worker, a project that syncs can deliver to, and a client of its Temporal server. */
export interface SyncSystem extends AsyncDisposable {
  system: TestSystem;
  temporal: TemporalClient;
  projectId: string;
}

/** Starts one. */
export async function startSyncSystem(): Promise<SyncSystem> {
  const system = await startSystem();
  const temporal = await connectTemporalClient(temporalAddress());
  await system.hostedWorker();
  return {
    system,
    temporal,
    projectId: await seedProject(system),
    async [Symbol.asyncDispose]() {
      await temporal[Symbol.asyncDispose]();
      await system[Symbol.asyncDispose]();
    },
  };
}

/** Syncs deliver into a project that is there: makes one by an ingestion, and answers its id. */
export async function seedProject(system: TestSystem): Promise<string> {
  const id = await system.start(system.request([await system.addModel('seed.ifc', 'seed')]));
  return (await system.finish(id)).projectId ?? '';
}

/** A file as an import has it, by its path. */
export function rememberedFile(path: string): RememberedFile {
  return { path, size: 3, version: '1', md5: 'a'.repeat(32), id: `id of ${path}` };
}
