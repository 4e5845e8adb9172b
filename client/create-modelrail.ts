import { checkPlatform } from './check-request.ts';
import { cancelIngestion, pauseIngestion, resumeIngestion } from './control.ts';
import { getIngestion } from './get.ts';
import { attachToIngestion, startIngestion } from './ingest.ts';
import { listIngestions, readSummary } from './list.ts';
import { listPage } from './list-page.ts';
import { readManifest } from './manifest.ts';
import type { Modelrail, ModelrailOptions } from './modelrail.ts';
import { overviewOf } from './overview.ts';
import { retryIngestion } from './retry.ts';
import { checkSearchAttributes, registerSearchAttributes } from './search-attributes.ts';
import { readServerVersion } from './server-version.ts';
import { connectTemporal } from './temporal.ts';
import { verifyIngestion } from './verify.ts';
import { watchIngestion } from './watch.ts';
import { listensWorker, noWorkerSince } from './worker-listening.ts';

/**
 * Connects to Temporal. Errors: `TemporalUnavailable` when it does not answer within three seconds, with the way out in
 * its message; `Authentication` and `PermissionDenied` when it refuses.
 */
export async function createModelrail(options: ModelrailOptions = {}): Promise<Modelrail> {
  const temporal = await connectTemporal(options);
  const close = () => temporal.close();
  return {
    address: temporal.address,
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    ingest: async (request, { id } = {}) => {
      checkPlatform(request, options.platforms);
      return await startIngestion(temporal, request, id);
    },
    attach: (id, request) => attachToIngestion(temporal, request, id),
    summary: (id) => readSummary(temporal, id),
    get: (id) => getIngestion(temporal, id),
    list: (filter) => listIngestions(temporal, filter),
    listPage: (filter, pageToken) => listPage(temporal, filter, pageToken),
    watch: (id, watchOptions) => watchIngestion(temporal, id, watchOptions),
    overview: (overviewOptions) => overviewOf(temporal, overviewOptions),
    pause: (id) => pauseIngestion(temporal, id),
    resume: (id) => resumeIngestion(temporal, id),
    cancel: (id) => cancelIngestion(temporal, id),
    retry: (id) => retryIngestion(temporal, id),
    manifest: (id) => readManifest(temporal, id),
    verify: (id, verifyOptions) => verifyIngestion(temporal, id, verifyOptions),
    listensWorker: (taskQueue, { timeoutMs } = {}) =>
      listensWorker(temporal, taskQueue ?? temporal.taskQueue, timeoutMs),
    noWorkerSince: (id) => noWorkerSince(temporal, id),
    serverVersion: () => readServerVersion(temporal),
    checkSearchAttributes: () => checkSearchAttributes(temporal),
    registerSearchAttributes: () => registerSearchAttributes(temporal),
    close,
    [Symbol.asyncDispose]: close,
  };
}
