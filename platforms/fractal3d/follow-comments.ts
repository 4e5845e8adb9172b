import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { backoffMs, wait } from '../../lib/transfer/backoff.ts';
import type { Comment, CommentCalls } from './comments.ts';
import type { RoomCalls, RoomLink, RoomMessage } from './rooms.ts';

/** A comment of the list, or what was published in the room: `commentId` only where it says one. */
export interface LiveComment extends Omit<Comment, 'commentId'> {
  commentId?: string;
}

/** How comments are followed. */
export interface FollowOptions {
  client: Pick<CommentCalls, 'listComments'> & RoomCalls;
  resourceId: string;
  /** Ends it. */
  signal: AbortSignal;
  /** Called for each comment, once. */
  onComment(comment: LiveComment): void;
  /**
   * Called when the list was shown: what comes now is live. Called until it has ended well once: a failure that passes is one of the
   * connection, which is made again.
   */
  onLive?(link: RoomPlace): Promise<void>;
  /** The connection was lost, and is made again. */
  onLost?(reason: string): void;
  /** Milliseconds between two lists, for comments that were not published. Default: 30 s. */
  listEveryMs?: number;
}

/** A place in the room of a resource. */
export interface RoomPlace {
  /** Publishes a comment that was made. */
  publish(comment: { commentId: string; message: string }): Promise<void>;
}

const LIST_EVERY_MS = 30_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A room that does not answer is left without a word. */
const LEAVE_WITHIN_MS = 5_000;

/**
 * Shows all comments on a resource, and each that comes, until the signal ends it (reading 6): the room is subscribed to before the list is
 * asked for, so that none is missed between the two, and what has an id is shown once. The list is asked for again after each
 * reconnect and from time to time. The room is left at the end, whatever that is.
 */
export async function followComments(options: FollowOptions): Promise<void> {
  const { signal, onLost } = options;
  const shown = createShown(options);
  let isLive = false;
  for (let losses = 0; !signal.aborted; ) {
    try {
      await inRoom(options, shown.take, async (place, link) => {
        await shown.list();
        if (!isLive) await options.onLive?.(place);
        isLive = true;
        losses = 0;
        await listAgainAndAgain(options, shown, link);
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ModelrailError) || !error.isRetryable) throw error;
      losses += 1;
      onLost?.(error.message);
      await wait(backoffMs(losses, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), signal).catch(() => undefined);
    }
  }
}

/** Publishes one comment, and is gone again. */
export async function publishComment(
  client: RoomCalls,
  { resourceId, signal, ...comment }: { resourceId: string; commentId: string; message: string; signal: AbortSignal },
): Promise<void> {
  await inRoom(
    { client, resourceId, signal },
    () => undefined,
    (place) => place.publish(comment),
  );
}

type RoomOptions =
  | Pick<FollowOptions, 'client' | 'resourceId' | 'signal'>
  | { client: RoomCalls; resourceId: string; signal: AbortSignal };

/** Does something as a member of the room, and leaves it. Messages of the room come from before on. */
async function inRoom(
  { client, resourceId: room, signal }: RoomOptions,
  onMessage: (message: RoomMessage) => void,
  work: (place: RoomPlace, link: RoomLink) => Promise<void>,
): Promise<void> {
  const user = await join(client, room, signal);
  const over = new AbortController();
  try {
    const link = await client.connectRooms({ onMessage, signal: AbortSignal.any([signal, over.signal]) });
    await link.subscribe({ room, user });
    const publish: RoomPlace['publish'] = ({ commentId, message }) =>
      link.publish({ room, user, info: { comment_id: commentId, message } });
    await work({ publish }, link);
  } finally {
    over.abort(new Error('the room is left'));
    // Also after Ctrl-C, so with time of its own.
    await client.leaveRoom({ room, user, signal: AbortSignal.timeout(LEAVE_WITHIN_MS) }).catch(() => undefined);
  }
}

/** A request that is under way is waited for a little longer: without its answer the room could not be left. */
async function join(client: RoomCalls, room: string, signal: AbortSignal): Promise<string> {
  const cut = new AbortController();
  const onAbort = () => setTimeout(() => cut.abort(signal.reason), LEAVE_WITHIN_MS).unref();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await client.joinRoom({ room, signal, cut: cut.signal });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Until the connection or the signal ends. */
async function listAgainAndAgain(
  { signal, listEveryMs = LIST_EVERY_MS }: FollowOptions,
  shown: Pick<Shown, 'list'>,
  link: RoomLink,
): Promise<void> {
  const over = new AbortController();
  const lost = link.ended.then((reason) => {
    over.abort();
    return reason;
  });
  const either = AbortSignal.any([signal, over.signal]);
  while (!either.aborted) {
    await wait(listEveryMs, either).catch(() => undefined);
    if (!either.aborted) await shown.list();
  }
  if (signal.aborted) return;
  const words = sentenceOf('the connection to the room ended: {reason}', { reason: await lost });
  throw new ModelrailError('PlatformUnavailable', words, { isRetryable: true });
}

interface Shown {
  list(): Promise<void>;
  take(message: RoomMessage): void;
}

/** What was shown. Messages that come before the first list is there wait for it. */
function createShown({ client, resourceId, signal, onComment }: FollowOptions): Shown {
  const ids = new Set<string>();
  let early: LiveComment[] | undefined = [];

  function show(comment: LiveComment): void {
    const { commentId } = comment;
    if (commentId !== undefined && ids.has(commentId)) return;
    if (commentId !== undefined) ids.add(commentId);
    onComment(comment);
  }

  return {
    async list() {
      for (const comment of await client.listComments({ resourceId, signal })) show(comment);
      const waiting = early ?? [];
      early = undefined;
      for (const comment of waiting) show(comment);
    },
    take({ room, info }) {
      if (room !== resourceId) return;
      const comment = commentOf(info);
      if (early === undefined) show(comment);
      else early.push(comment);
    },
  };
}

/** What others publish may be anything: what looks like ours is taken for one of ours, the rest is shown as it comes. */
function commentOf(info: unknown): LiveComment {
  const has: Record<string, unknown> = typeof info === 'object' && info !== null ? { ...info } : {};
  const { comment_id: id, message } = has;
  return {
    ...(typeof id === 'string' ? { commentId: id } : {}),
    message: typeof message === 'string' ? message : (JSON.stringify(info) ?? ''),
  };
}
