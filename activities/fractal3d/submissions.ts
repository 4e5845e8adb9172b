import type {
  ConversionToSubmit,
  Fractal3dActivities,
  JobToSubmit,
  SubmittedJob,
  ThumbnailToSubmit,
} from '../../contracts/fractal3d/activities.ts';
import { type JobKind, jobName } from '../../contracts/fractal3d/job-names.ts';
import { ADDRESS_MARGIN_MS } from '../../contracts/fractal3d/policies.ts';
import { makeOfEach } from '../making.ts';
import type { ActivityRun } from '../run.ts';
import { asActivity } from '../run.ts';
import type { Fractal3dDeps, Fractal3dSession } from './session.ts';

type Submitted = Pick<SubmittedJob, 'transactionId'>;
type SubmissionSteps = 'submitFractal3dConversions' | 'requestFractal3dThumbnails';

/** The steps that ask for conversions and thumbnails. */
export function createSubmissionActivities(
  deps: Pick<Fractal3dDeps, 'session' | 'webhooks'>,
): Pick<Fractal3dActivities, SubmissionSteps> {
  /** What every job is asked for with. */
  function orderOf(kind: JobKind, { index, name, source }: JobToSubmit, session: Fractal3dSession, run: ActivityRun) {
    const { timeouts, convert } = session.settings;
    const { workflowId, ingestion: share, signal } = run;
    const expiresAtMs = Date.now() + convert.timeout + ADDRESS_MARGIN_MS;
    // Made here, of what the run is called by: it stands in no history.
    const webhookUrl = deps.webhooks?.addressOf({ workflowId, job: jobName(kind, index) }, expiresAtMs);
    return { source, name, webhookUrl, signal, share, cut: run.cutAfter(timeouts.request) };
  }

  return {
    submitFractal3dConversions: asActivity(async ({ platform, files }, run) => {
      const session = deps.session(platform);
      const submitted = await makeOfEach<ConversionToSubmit, Submitted>(files, run, async (file, { onUnderWay }) => {
        const order = { ...orderOf('convert', file, session, run), target: file.target, onUnderWay };
        return { transactionId: await session.client.convert(order) };
      });
      return { files: submitted };
    }),

    requestFractal3dThumbnails: asActivity(async ({ platform, files }, run) => {
      const session = deps.session(platform);
      const submitted = await makeOfEach<ThumbnailToSubmit, Submitted>(files, run, async (file, { onUnderWay }) => {
        const { width, height } = file;
        const order = { ...orderOf('thumbnail', file, session, run), width, height, onUnderWay };
        return { transactionId: await session.client.makeThumbnail(order) };
      });
      return { files: submitted };
    }),
  };
}
