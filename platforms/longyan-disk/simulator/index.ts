import { join } from 'node:path';
import { registerControlRoutes } from '../../../lib/simulation/control-routes.ts';
import type { RunningSimulator } from '../../../lib/simulation/definition.ts';
import { installFaultHooks } from '../../../lib/simulation/fault-hooks.ts';
import { openGround } from '../../../lib/simulation/ground.ts';
import { createSimulationServer } from '../../../lib/simulation/server.ts';
import type { CallContext, JsonBody } from './calls.ts';
import { registerDiskRoutes } from './disk-routes.ts';
import { type LongyanDiskSimulatorOptions, withDefaults } from './options.ts';
import { createResources } from './resources.ts';
import { registerUploadRoutes } from './upload-routes.ts';
import { createUploads } from './uploads.ts';

/** What it says of a failure that it does not explain. */
const INTERNAL_ERROR = '系统异常';

/**
 * Starts an online disk that behaves as the manual and the readings say, strict where they leave a choice, and goes on with
 * what `dataDir` holds from an earlier one. docs/platforms/longyan-disk.md describes its switches.
 */
export async function startLongyanDiskSimulator(options: LongyanDiskSimulatorOptions): Promise<RunningSimulator> {
  const behaviour = withDefaults(options);
  const { dataDir } = behaviour;
  const ground = await openGround(dataDir);
  const { store, counters, faults, signal } = ground;
  const uploads = await createUploads({ store, counters, folder: join(dataDir, 'files'), behaviour });
  const disk = createResources(store, uploads, behaviour);

  const app = createSimulationServer();
  installFaultHooks(app, {
    faults,
    counters,
    signal,
    internalError: INTERNAL_ERROR,
    expireToken(request) {
      delete request.headers.authorization;
    },
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('date', new Date(Date.now() + behaviour.clockOffsetMs).toUTCString());
  });
  await app.register(async (routes) => {
    routes.removeContentTypeParser('application/json');
    routes.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
      const text = body.toString();
      try {
        done(null, { text, value: JSON.parse(text) } satisfies JsonBody);
      } catch (error) {
        done(Object.assign(new Error('no JSON', { cause: error }), { statusCode: 400 }));
      }
    });
    const context: CallContext = { routes, counters, behaviour };
    await registerUploadRoutes(context, uploads, signal);
    registerDiskRoutes(context, disk, uploads);
  });
  await registerControlRoutes(app, {
    faults,
    counters,
    readState: () => ({
      files: uploads.list(),
      resources: [...disk.resources.values()],
      folders: [...disk.folders.values()],
    }),
    async resetPlatform() {
      await uploads.clear();
      store.clear();
    },
    addRoutes(routes) {
      routes.delete<{ Params: { id: string } }>('/state/resources/:id', async ({ params: { id } }, reply) => {
        disk.resources.delete(id);
        return reply.code(204).send();
      });
      routes.delete<{ Params: { id: string } }>('/state/folders/:id', async ({ params: { id } }, reply) => {
        disk.folders.delete(id);
        return reply.code(204).send();
      });
    },
  });

  return ground.run(app, behaviour, { close: () => uploads.close() });
}
