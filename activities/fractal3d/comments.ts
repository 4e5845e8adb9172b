import type { Fractal3dActivities } from '../../contracts/fractal3d/activities.ts';
import { makeOfEach } from '../making.ts';
import { asActivity } from '../run.ts';
import type { Fractal3dDeps } from './session.ts';

/** The step that makes resources with a first comment. */
export function createCommentActivities({
  session,
}: Pick<Fractal3dDeps, 'session'>): Pick<Fractal3dActivities, 'commentOnFractal3d'> {
  return {
    commentOnFractal3d: asActivity(async ({ platform, files }, run) => {
      const { client, settings } = session(platform);
      const cut = run.cutAfter(settings.timeouts.request);
      const commented = await makeOfEach(files, run, async ({ metadata, message }) => {
        const resourceId = await client.createResource({ metadata, signal: run.signal, cut });
        const commentId = await client.createComment({ resourceId, message, signal: run.signal, cut });
        return { resourceId, commentId };
      });
      return { files: commented };
    }),
  };
}
