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
import { createAttachments } from './attachments.ts';
import type { CallContext } from './calls.ts';
import { createContents } from './contents.ts';
import { type IuapFilesSimulatorOptions, withDefaults } from './options.ts';
import { registerRecordRoutes } from './record-routes.ts';
import { registerStoreRoutes } from './store-routes.ts';
import { registerUploadRoutes, takeForms } from './upload-routes.ts';

/** What it says of a failure that it does not explain. */
const INTERNAL_ERROR = '系统异常';

/**
 * Starts an attachment service that behaves as the document and the readings say, strict where they leave a choice, and goes on with
 * what `dataDir` holds from an earlier one. docs/platforms/iuap-files.md describes its switches.
 */
export async function startIuapFilesSimulator(options: IuapFilesSimulatorOptions): Promise<RunningSimulator> {
  const behaviour = withDefaults(options);
  const { host, dataDir } = behaviour;
  await mkdir(dataDir, { recursive: true });
  const store = openStore(join(dataDir, 'state.jsonl'));
  const counters = createCounters(store);
  const faults = createFaults();
  const closing = new AbortController();
  // Every request that is held back listens; Node takes more than ten for a leak.
  setMaxListeners(0, closing.signal);
  const folder = join(dataDir, 'files');
  const contents = await createContents({ counters, folder, behaviour, signal: closing.signal });
  const attachments = createAttachments(store);

  const app = createSimulationServer();
  installFaultHooks(app, {
    faults,
    counters,
    signal: closing.signal,
    internalError: INTERNAL_ERROR,
    expireToken(request) {
      delete request.headers['x-files-token'];
    },
  });
  app.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error);
    return reply.code(status).send(createProblem(status, error instanceof Error ? error.message : String(error)));
  });
  await app.register(async (routes) => {
    const form = 'application/x-www-form-urlencoded';
    routes.removeContentTypeParser(form);
    // As it came: a list repeats its name.
    routes.addContentTypeParser(form, { parseAs: 'string' }, (_request, body, done) => done(null, body.toString()));
    const context: CallContext = { routes, counters, behaviour };
    await takeForms(context);
    registerUploadRoutes(context, attachments, contents);
    registerStoreRoutes(context, attachments, contents);
    registerRecordRoutes(context, attachments, contents);
  });
  await registerControlRoutes(app, {
    faults,
    counters,
    readState: () => ({
      attachments: [...attachments.records.values()],
      objects: [...attachments.objects.values()],
    }),
    async resetPlatform() {
      store.clear();
      await contents.clear();
    },
    addRoutes: () => undefined,
  });

  async function close(): Promise<void> {
    closing.abort();
    app.server.closeAllConnections();
    await app.close();
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
