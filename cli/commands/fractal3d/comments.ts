import { ModelrailError } from '../../../lib/errors.ts';
import { say } from '../../../lib/words/say.ts';
import { told } from '../../../lib/words/told.ts';
import { createFractal3dClient, type Fractal3dClient } from '../../../platforms/fractal3d/client.ts';
import { followComments, type LiveComment, publishComment } from '../../../platforms/fractal3d/follow-comments.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { platformOfKind } from '../../platform-of-kind.ts';
import { printable } from '../../render/text.ts';
import { formatTime } from '../../render/units.ts';
import { stopSignal } from '../../signals.ts';
import { tellParent } from '../../system/child.ts';

/** Options of `comments`. */
export interface CommentsOptions {
  platform?: string;
  post?: string;
  follow?: boolean;
}

/** Lists, posts and follows the comments on a resource. */
export async function comments(
  context: CliContext,
  resourceId: string,
  { platform, post, follow }: CommentsOptions,
): Promise<ExitCode> {
  if (post === '') throw new ModelrailError('InvalidRequest', told('--post is empty'));
  const { settings } = platformOfKind(await context.config(), 'fractal3d', platform);
  using stop = stopSignal(context.process);
  const client = createFractal3dClient(settings, { env: context.env });
  const at = { client, resourceId, signal: stop.signal };
  try {
    if (follow === true) return await followLive(context, at, post);
    if (post !== undefined) return await postOne(context, at, post);
    const all = await client.listComments({ resourceId, signal: stop.signal });
    if (context.isJson) context.printJson({ resourceId, comments: all });
    else for (const comment of all) context.print(lineOf(comment));
    return EXIT.done;
  } catch (error) {
    if (stop.signal.aborted) return EXIT.detached;
    throw error;
  } finally {
    await client.close();
  }
}

interface At {
  client: Fractal3dClient;
  resourceId: string;
  signal: AbortSignal;
}

/** Makes a comment, and tells those who follow (reading 6). It is made also when they cannot be told. */
async function postOne(context: CliContext, { client, resourceId, signal }: At, message: string): Promise<ExitCode> {
  const commentId = await client.createComment({ resourceId, message, signal });
  try {
    await publishComment(client, { resourceId, commentId, message, signal });
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    context.warn(
      say('warning: the comment was made, and those who follow could not be told: {error}', { error: error.message }),
    );
  }
  if (context.isJson) context.printJson({ resourceId, commentId });
  else context.print(commentId);
  return EXIT.done;
}

async function followLive(context: CliContext, at: At, post: string | undefined): Promise<ExitCode> {
  const { client, resourceId, signal } = at;
  let isTold = false;
  let commentId: string | undefined;

  async function postOnce(message: string): Promise<string> {
    try {
      return await client.createComment({ resourceId, message, signal });
    } catch (error) {
      if (error instanceof ModelrailError && error.outcomeUnknown) {
        context.warn(say('warning: the answer to the comment was lost: where it is made again, it may be there twice'));
      }
      throw error;
    }
  }

  await followComments({
    ...at,
    onComment(comment) {
      // A value a line as it goes: there is no end at which all could be told.
      context.print(context.isJson ? JSON.stringify(comment) : lineOf(comment));
    },
    onLost: (reason) => context.note(say('connecting again: {reason}', { reason })),
    async onLive(place) {
      if (!isTold) {
        context.note(say('following; Ctrl-C ends it'));
        tellParent(context.process, { ready: 'comments' });
      }
      isTold = true;
      if (post === undefined) return;
      // Where only the connection was lost since, it is there.
      commentId ??= await postOnce(post);
      await place.publish({ commentId, message: post });
    },
  });
  return EXIT.detached;
}

function lineOf({ commentId, createdAt, replyTo, message }: LiveComment): string {
  const at = createdAt === undefined ? undefined : formatTime(createdAt);
  const about = [at, commentId, replyTo === undefined ? undefined : say('answers {id}', { id: replyTo })];
  const head = about.filter((part) => part !== undefined).join('  ');
  return head === '' ? printable(message) : `${printable(head)}  ${printable(message)}`;
}
