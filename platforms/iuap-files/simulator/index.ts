import { join } from 'node:path';
import { registerControlRoutes } from '../../../lib/simulation/control-routes.ts';
import type { RunningSimulator } from '../../../lib/simulation/definition.ts';
import { installFaultHooks } from '../../../lib/simulation/fault-hooks.ts';
import { openGround } from '../../../lib/simulation/ground.ts';
import { createSimulationServer } from '../../../lib/simulation/server.ts';
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
  const ground = await openGround(dataDir);
  const { store, counters, faults, signal } = ground;
  const folder = join(dataDir, 'files');
  const contents = await createContents({ counters, folder, behaviour, signal });
  const attachments = createAttachments(store);

  const app = createSimulationServer();
  installFaultHooks(app, {
    faults,
    counters,
    signal,
    internalError: INTERNAL_ERROR,
    expireToken(request) {
      delete request.headers['x-files-token'];
    },
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
  return ground.run(app, { host, port: behaviour.port });
}
