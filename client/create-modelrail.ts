import { callBack } from './control/call-back.ts';
import { cancelIngestion, pauseIngestion, resumeIngestion, setLimits } from './control/control.ts';
import { retryIngestion } from './control/retry.ts';
import { readManifest } from './history/manifest.ts';
import type { Modelrail, ModelrailOptions } from './modelrail.ts';
import { callPlatform, runOnPlatform } from './operations/run.ts';
import { reportIngestions } from './report/report.ts';
import { onPlatform } from './runs/check-request.ts';
import { attachToIngestion, startIngestion } from './runs/ingest.ts';
import { listIngestions, readSummary } from './runs/list.ts';
import { listGroup } from './runs/list-group.ts';
import { listPage } from './runs/list-page.ts';
import { readNotifications } from './runs/notifications.ts';
import { overviewOf } from './runs/overview.ts';
import { getIngestion } from './snapshot/get.ts';
import { watchIngestion } from './snapshot/watch.ts';
import { createSyncs } from './syncs/syncs.ts';
import { findWorker, noWorkerSince } from './temporal/find-worker.ts';
import { checkSearchAttributes, registerSearchAttributes } from './temporal/search-attributes.ts';
import { readServerVersion } from './temporal/server-version.ts';
import { connectTemporal } from './temporal/temporal.ts';
import { verifyIngestion } from './verify/verify.ts';

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
    ingest: async (request, ingestOptions) => {
      return await startIngestion(temporal, onPlatform(request, options.platforms), ingestOptions);
    },
    attach: async (id, request) => await attachToIngestion(temporal, onPlatform(request, options.platforms), id),
    summary: (id) => readSummary(temporal, id),
    get: (id) => getIngestion(temporal, id),
    list: (filter) => listIngestions(temporal, filter),
    listPage: (filter, pageToken) => listPage(temporal, filter, pageToken),
    listGroup: (group) => listGroup(temporal, group),
    watch: (id, watchOptions) => watchIngestion(temporal, id, watchOptions),
    overview: (overviewOptions) => overviewOf(temporal, overviewOptions),
    notifications: () => readNotifications(temporal),
    set: (id, limits) => setLimits(temporal, id, limits),
    pause: (id) => pauseIngestion(temporal, id),
    resume: (id) => resumeIngestion(temporal, id),
    cancel: (id) => cancelIngestion(temporal, id),
    retry: (id, options) => retryIngestion(temporal, id, options),
    callBack: (call) => callBack(temporal, call),
    runOnPlatform: (work, callOptions) => runOnPlatform(temporal, work, callOptions),
    call: (call, callOptions) => callPlatform(temporal, call, callOptions),
    syncs: createSyncs(temporal, options.platforms),
    manifest: (id) => readManifest(temporal, id),
    verify: (id, verifyOptions) => verifyIngestion(temporal, id, verifyOptions),
    report: (ids, reportOptions) => reportIngestions(temporal, ids, reportOptions),
    findWorker: (taskQueue, { timeoutMs } = {}) => findWorker(temporal, taskQueue ?? temporal.taskQueue, timeoutMs),
    noWorkerSince: (id) => noWorkerSince(temporal, id),
    serverVersion: () => readServerVersion(temporal),
    checkSearchAttributes: () => checkSearchAttributes(temporal),
    registerSearchAttributes: () => registerSearchAttributes(temporal),
    close,
    [Symbol.asyncDispose]: close,
  };
}
