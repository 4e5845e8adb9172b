import type { CreatedResource, LongyanDiskActivities } from '../../contracts/longyan-disk/activities.ts';
import { DEFAULT_OWNER } from '../../contracts/longyan-disk/request.ts';
import { englishOf, type Phrase, phraseOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type ActivityOptions, type ActivityRun, asActivity } from '../run.ts';
import type { LongyanDiskDeps } from './session.ts';

/** The server knows of an attempt before the platform does. */
const ANNOUNCES: ActivityOptions = { announces: true };

type ResourceSteps = 'createLongyanFolder' | 'createLongyanResource';

/** Steps that make what no call can find again: after an unknown outcome they do not try a second time (readings 5 and 7). */
export function createResourceActivities({
  session,
}: Pick<LongyanDiskDeps, 'session'>): Pick<LongyanDiskActivities, ResourceSteps> {
  return {
    createLongyanFolder: asActivity(async ({ platform, parentId, name, ownerType, groupId }, run) => {
      const { client, settings } = session(platform);
      const group = groupId === undefined ? {} : { groupId };
      try {
        return await once(run, settings.timeouts.request, (cut) =>
          client.createFolder({ parentId, ownerType, dirName: name, ...group }, cut),
        );
      } catch (error) {
        if (error instanceof DoubtfulError) {
          const words = sentenceOf(
            'folder "{name}" may have been made: look on the platform whether folder "{name}" is there, and give its id (`parentId`) in place of `folder` ({reason})',
            { name, reason: error.reason },
          );
          throw doubtful(error, words);
        }
        if (!(error instanceof ModelrailError) || error.type !== 'AlreadyExists') throw error;
        const words = sentenceOf(
          '{refusal}: look on the platform whether folder "{name}" is there, and give its id (`parentId`) in place of `folder`',
          { refusal: error.toPart(), name },
        );
        throw new ModelrailError('AlreadyExists', words);
      }
    }, ANNOUNCES),

    createLongyanResource: asActivity(async ({ platform, parentId, dirId, metadata, fields, files }, run) => {
      const { client, settings } = session(platform);
      const [file] = files;
      if (file === undefined) return { files: [] };
      const { index, fid, title } = file;
      const place = { parentId: dirId ?? parentId, ownerType: DEFAULT_OWNER, resForm: '1', resSource: '0' } as const;
      try {
        const { resId } = await once(run, settings.timeouts.request, (cut) =>
          client.createResource({ ...place, ...fields, ...metadata, fid, title }, cut),
        );
        const remote = { resId, ...(dirId === undefined ? {} : { dirId }) };
        return { files: [{ index, state: 'complete', remote } satisfies CreatedResource] };
      } catch (error) {
        if (error instanceof DoubtfulError) {
          const words = sentenceOf('a resource "{title}" may exist: look on the platform, then retry ({reason})', {
            title,
            reason: error.reason,
          });
          return { files: [{ index, state: 'failed', error: doubtful(error, words).toKept(), isDoubtful: true }] };
        }
        if (!(error instanceof ModelrailError) || error.isRetryable) throw error;
        return { files: [{ index, state: 'failed', error: error.toKept() }] };
      }
    }, ANNOUNCES),
  };
}

/** The outcome of a call that makes something is not known. */
class DoubtfulError extends Error {
  override readonly name = 'DoubtfulError';
  readonly reason: string | Phrase;

  constructor(reason: string | Phrase, options?: ErrorOptions) {
    super(typeof reason === 'string' ? reason : englishOf(reason), options);
    this.reason = reason;
  }
}

/**
 * Makes a call that makes something, unless an attempt before may have had its effect. The stop of a worker lets it come to its
 * end. Error: {@link DoubtfulError}, where the platform may have done it without a good answer.
 */
async function once<T>(run: ActivityRun, graceMs: number, call: (cut: AbortSignal) => Promise<T>): Promise<T> {
  if (run.mayHaveHappened) throw new DoubtfulError(phraseOf('the attempt before ended without an answer'));
  const cut = run.cutAfter(graceMs);
  await run.announce({ step: 'create' });
  try {
    return await call(cut);
  } catch (error) {
    if (error instanceof ModelrailError && error.outcomeUnknown)
      throw new DoubtfulError(error.toPart(), { cause: error });
    throw error;
  }
}

function doubtful(cause: DoubtfulError, words: Sentence): ModelrailError {
  return new ModelrailError('UnexpectedResponse', words, { isConclusive: true, outcomeUnknown: true, cause });
}
