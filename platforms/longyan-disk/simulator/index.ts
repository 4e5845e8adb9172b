import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { registerControlRoutes, statusOf } from '../../../lib/simulation/control-routes.ts';
import { createCounters } from '../../../lib/simulation/counters.ts';
import type { RunningSimulator } from '../../../lib/simulation/definition.ts';
import { installFaultHooks } from '../../../lib/simulation/fault-hooks.ts';
import { createFaults } from '../../../lib/simulation/faults.ts';
import { createProblem } from '../../../lib/simulation/problem.ts';
import { createSimulationServer, listen } from '../../../lib/simulation/server.ts';
import { openStore } from '../../../lib/simulation/store.ts';
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
  const { host, dataDir } = behaviour;
  await mkdir(dataDir, { recursive: true });
  const store = openStore(join(dataDir, 'state.jsonl'));
  const counters = createCounters(store);
  const faults = createFaults();
  const closing = new AbortController();
  // Every request that is held back listens; Node takes more than ten for a leak.
  setMaxListeners(0, closing.signal);
  const uploads = await createUploads({ store, counters, folder: join(dataDir, 'files'), behaviour });
  const disk = createResources(store, uploads, behaviour);

  const app = createSimulationServer();
  installFaultHooks(app, {
    faults,
    counters,
    signal: closing.signal,
    internalError: INTERNAL_ERROR,
    expireToken(request) {
      delete request.headers.authorization;
    },
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('date', new Date(Date.now() + behaviour.clockOffsetMs).toUTCString());
  });
  app.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error);
    return reply.code(status).send(createProblem(status, error instanceof Error ? error.message : String(error)));
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
    await registerUploadRoutes(context, uploads, closing.signal);
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

  async function close(): Promise<void> {
    closing.abort();
    app.server.closeAllConnections();
    await app.close();
    await uploads.close();
    store.close();
  }

  try {
    const port = await listen(app, { host, port: behaviour.port });
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, port, close };
  } catch (error) {
    await close();
    throw error;
  }
}
