import type { Http } from '../../lib/http/http.ts';
import type { Caller, CallOptions } from './call.ts';
import { endpoints, type WireComment } from './endpoints.ts';

/** A comment on a resource. */
export interface Comment {
  commentId: string;
  message: string;
  /** The comment that it answers. */
  replyTo?: string;
  /** As the platform writes it. */
  createdAt?: string;
  /** Whatever its author put beside the message. */
  extra?: unknown;
}

type Signalled = Pick<CallOptions, 'signal' | 'cut' | 'share' | 'onUnderWay'>;

/** The calls about resources and their comments (评论和实时评论). */
export interface CommentCalls {
  /** Makes a resource that can be commented on; answers its id. */
  createResource(input: Signalled & { metadata: Record<string, unknown> }): Promise<string>;
  /** Answers the id of the comment. */
  createComment(
    input: Signalled & { resourceId: string; message: string; replyTo?: string; extra?: unknown },
  ): Promise<string>;
  deleteComment(input: Signalled & { commentId: string }): Promise<void>;
  /** All comments on a resource, as the platform orders them. */
  listComments(input: Signalled & { resourceId: string }): Promise<Comment[]>;
}

/** Makes the {@link CommentCalls}. */
export function createCommentCalls(caller: Caller, http: Pick<Http, 'words'>): CommentCalls {
  return {
    async createResource({ metadata, ...options }) {
      const answer = await caller.call(endpoints.createResource, { query: undefined, body: metadata }, options);
      return http.words(answer.resource_id);
    },
    async createComment({ resourceId, message, replyTo, extra, ...options }) {
      const body = {
        resource_id: resourceId,
        ...(replyTo === undefined ? {} : { reply_to: replyTo }),
        info: { message, ...(extra === undefined ? {} : { extra }) },
      };
      const answer = await caller.call(endpoints.createComment, { query: undefined, body }, options);
      return http.words(answer.comment_id);
    },
    async deleteComment({ commentId, signal }) {
      await caller.call(endpoints.deleteComment, { query: { comment_id: commentId }, body: undefined }, { signal });
    },
    async listComments({ resourceId, signal }) {
      const parameters = { query: { resource_id: resourceId }, body: undefined };
      const { comments } = await caller.call(endpoints.listComments, parameters, { signal });
      return comments.map((comment) => commentOf(comment, http));
    },
  };
}

function commentOf({ comment_id, reply_to, info, created_at }: WireComment, http: Pick<Http, 'words'>): Comment {
  return {
    commentId: http.words(comment_id),
    message: http.words(info?.message ?? ''),
    ...(reply_to ? { replyTo: http.words(reply_to) } : {}),
    ...(created_at == null ? {} : { createdAt: http.words(String(created_at)) }),
    ...(info?.extra === undefined ? {} : { extra: info.extra }),
  };
}
