import { z } from 'zod';
import { registerControlRoutes } from '../../../lib/simulation/control-routes.ts';
import type { RunningSimulator } from '../../../lib/simulation/definition.ts';
import { installFaultHooks } from '../../../lib/simulation/fault-hooks.ts';
import { openGround } from '../../../lib/simulation/ground.ts';
import { statusOf as httpStatusOf } from '../../../lib/simulation/problem.ts';
import { createSimulationServer } from '../../../lib/simulation/server.ts';
import { permission } from '../endpoints.ts';
import { createBuckets } from './buckets.ts';
import { bind, registerCall } from './calls.ts';
import { registerCommentRoutes } from './comments.ts';
import { createCredentials } from './credentials.ts';
import { registerFileRoutes } from './file-routes.ts';
import { openFiles } from './files.ts';
import { registerJobRoutes } from './job-routes.ts';
import { type Jobs, openJobs, resultOf, statusOf } from './jobs.ts';
import { type Fractal3dSimulatorOptions, withDefaults } from './options.ts';
import { registerRoomRoutes } from './rooms.ts';
import { createSignedUrls } from './signed-urls.ts';
import { addSwitches } from './switches.ts';
import { createWebhooks } from './webhooks.ts';

export type { Fractal3dSimulatorOptions } from './options.ts';

/** What it says of a failure that it does not explain. */
const INTERNAL_ERROR = 'internal server error';

const tokenBody = z.strictObject({ permissions: z.array(permission) });

/**
 * Starts a platform that behaves as the document and the readings of it say, on the strict side, and goes on with what `dataDir`
 * holds from an earlier one. docs/platforms/fractal3d-simulator.md describes its switches and faults.
 */
export async function startFractal3dSimulator(options: Fractal3dSimulatorOptions): Promise<RunningSimulator> {
  const behaviour = withDefaults(options);
  const ground = await openGround(behaviour.dataDir);
  const { store, counters, faults, signal } = ground;
  let url = '';
  const urls = createSignedUrls(() => url);
  const credentials = createCredentials(store, behaviour);
  const buckets = createBuckets();
  const files = await openFiles(store, counters, behaviour);
  const webhooks = createWebhooks({
    jobs: (): Jobs => jobs,
    mode: behaviour.webhooks,
    lateMs: behaviour.lateMs,
    signal,
  });
  const jobs = openJobs(store, behaviour.conversionMs, (job) => webhooks.watch(job));
  for (const job of jobs.list()) webhooks.watch(job);

  const app = createSimulationServer((error) => {
    const status = httpStatusOf(error);
    const message = status >= 500 ? INTERNAL_ERROR : error instanceof Error ? error.message : String(error);
    return { status, body: { message } };
  });
  installFaultHooks(app, {
    faults,
    counters,
    signal,
    internalError: INTERNAL_ERROR,
    expireToken: (request, end) => credentials.expire(request.headers.authorization, end),
  });
  const context = { app, credentials, buckets, counters };
  registerCall(context, {
    name: 'createToken',
    handle: async ({ body }) => ({ access_token: credentials.issue(bind(tokenBody, body).permissions) }),
  });
  registerFileRoutes(context, files, urls);
  registerJobRoutes(context, { files, jobs, urls, webhooks });
  const comments = registerCommentRoutes(context, store);
  const rooms = await registerRoomRoutes(context, comments);
  urls.serve(app, 'files', (id) => {
    const file = files.list().find((one) => one.id === id);
    const body = file && files.read(id);
    return file === undefined || body === undefined ? undefined : { size: file.size, body };
  });
  urls.serve(app, 'results', (id) => {
    const job = jobs.get(id);
    if (job === undefined || statusOf(job) !== 'Succeeded') return undefined;
    const body = resultOf(job, behaviour.resultBytes);
    return { size: body.length, body };
  });
  await registerControlRoutes(app, {
    faults,
    counters,
    readState: () => ({ files: files.list(), jobs: jobs.list(), ...comments.list(), rooms: rooms.list() }),
    async resetPlatform() {
      jobs.clearSwitches();
      webhooks.clear();
      rooms.clear();
      buckets.clear();
      store.clear();
      await files.clear();
    },
    addRoutes: (routes) => addSwitches(routes, { jobs, files, webhooks, rooms }),
  });

  const running = await ground.run(app, behaviour, { cut: () => rooms.cut() });
  url = running.url;
  return running;
}
