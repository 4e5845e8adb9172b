import type { CommentedFile, FileToComment, Fractal3dActivities } from '../../contracts/fractal3d/activities.ts';
import { makeOfEach } from '../making.ts';
import { asActivity } from '../run.ts';
import type { Fractal3dDeps } from './session.ts';

type Commented = Pick<CommentedFile, 'resourceId' | 'commentId'>;

/** The step that makes resources with a first comment. */
export function createCommentActivities({
  session,
}: Pick<Fractal3dDeps, 'session'>): Pick<Fractal3dActivities, 'commentOnFractal3d'> {
  return {
    commentOnFractal3d: asActivity(async ({ platform, files }, run) => {
      const { client, settings } = session(platform);
      const cut = run.cutAfter(settings.timeouts.request);
      const commented = await makeOfEach<FileToComment, Commented>(
        files,
        run,
        async (file, { part, keepPart, onUnderWay }) => {
          const { metadata, message } = file;
          const options = { signal: run.signal, cut, share: run.ingestion, onUnderWay };
          let resourceId = part?.resourceId ?? file.resourceId;
          if (resourceId === undefined) {
            resourceId = await client.createResource({ metadata, ...options });
            keepPart({ resourceId });
          }
          const commentId = await client.createComment({ resourceId, message, ...options });
          return { resourceId, commentId };
        },
      );
      return { files: commented };
    }),
  };
}
