import { sentenceOf } from '../../contracts/sentences.ts';
import { isText, shaped } from '../../contracts/shapes.ts';
import { shownSource } from '../../contracts/source-path.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { describeFiles } from '../ingest/run-files.ts';
import { isUnanswered, reportedOf } from '../steps/last-report.ts';
import { withLastReport } from '../steps/on-interrupted.ts';
import { steps } from '../steps/steps.ts';
import { addRemote, flaw, noteRepeated } from './extra-ends.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';
import { settleExtras } from './settle-extras.ts';
import { wishesOf } from './wishes.ts';

const COMMENT_MAY_BE_TWICE = sentenceOf(
  'its comment was made again, since an answer was lost: the platform may have a further one, or a further resource',
);

/** Makes a resource for each file, and the first comment on it. */
export async function commentFiles(run: Fractal3dRun, files: readonly RunFile[]): Promise<void> {
  const make = async (pending: readonly RunFile[]) => {
    await run.gate.open();
    const input = {
      platform: run.state.request.platform,
      files: pending.flatMap((entry) => {
        const { comment: message } = wishesOf(run, entry);
        if (message === undefined) return [];
        // A run before, or a step that was deferred, may have made the resource.
        const resourceId = entry.file.remote?.['resourceId'];
        const known = resourceId === undefined ? {} : { resourceId };
        return [{ index: entry.index, message, metadata: metadataOf(entry), ...known }];
      }),
    };
    return await withLastReport(
      () => steps.commentOnFractal3d(input, { summary: `comment on ${describeFiles(pending)}` }),
      (done) => {
        for (const entry of pending) {
          if (isUnanswered(done, entry.index)) noteRepeated(entry, true, COMMENT_MAY_BE_TWICE);
          // Also of a run that is cancelled: the next one takes it up.
          const part = reportedOf(done, 'parts', entry.index, hasResource);
          if (part !== undefined) addRemote(entry, { resourceId: part.resourceId });
          const made = reportedOf(done, 'made', entry.index, isComment);
          if (made !== undefined) addRemote(entry, { resourceId: made.resourceId, commentId: made.commentId });
        }
      },
    );
  };
  await settleExtras(run, files, make, {
    onDone(entry, { resourceId, commentId, mayBeTwice }) {
      noteRepeated(entry, mayBeTwice, COMMENT_MAY_BE_TWICE);
      addRemote(entry, { resourceId, commentId });
    },
    onUndone(entry, outcome) {
      const { resourceId, mayBeTwice } = outcome;
      noteRepeated(entry, mayBeTwice, COMMENT_MAY_BE_TWICE);
      if (resourceId !== undefined) addRemote(entry, { resourceId });
      if (outcome.state === 'failed') flaw(entry, sentenceOf('comment: '), outcome.error);
    },
  });
}

const hasResource = shaped<{ resourceId: string }>({ resourceId: isText });
const isComment = shaped<{ resourceId: string; commentId: string }>({ resourceId: isText, commentId: isText });

/** What the resource says about the file: no address that lets others read it. */
function metadataOf({ file: { name, record, remote, source, hash } }: RunFile): Record<string, string> {
  return {
    file_name: name,
    ...(record === undefined ? { file_url: shownSource(source) } : { file_id: record.id }),
    ...(remote?.['transactionId'] === undefined ? {} : { transaction_id: remote['transactionId'] }),
    ...(hash === '' ? {} : { md5: hash }),
  };
}
