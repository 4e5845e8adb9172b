import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Store } from '../../../lib/simulation/store.ts';
import { bind, type CallContext, registerCall } from './calls.ts';
import { Refusal } from './refusal.ts';

const storedResource = z.object({ id: z.string(), metadata: z.record(z.string(), z.unknown()) });
const storedComment = z.object({
  comment_id: z.string(),
  resource_id: z.string(),
  reply_to: z.string(),
  info: z.object({ message: z.string(), extra: z.unknown().optional() }),
  created_at: z.string(),
});

/** Resources and what was said about them (评论和实时评论). */
export interface Comments {
  /** Throws a {@link Refusal} for a resource that is not there. */
  assertResource(id: string): void;
  list(): { resources: z.infer<typeof storedResource>[]; comments: z.infer<typeof storedComment>[] };
}

const commentBody = z.strictObject({
  resource_id: z.string().min(1),
  reply_to: z.string().min(1).optional(),
  info: z.strictObject({ message: z.string().min(1), extra: z.record(z.string(), z.unknown()).optional() }),
});
const commentQuery = z.object({ comment_id: z.string().min(1) });
const resourceQuery = z.object({ resource_id: z.string().min(1) });

/** Serves the calls about resources and comments. */
export function registerCommentRoutes(context: CallContext, store: Store): Comments {
  const resources = store.collection('resources', (value) => storedResource.parse(value));
  const comments = store.collection('comments', (value) => storedComment.parse(value));

  function assertResource(id: string): void {
    if (!resources.has(id)) throw new Refusal('NotFound', 'resource not found');
  }

  registerCall(context, {
    name: 'createResource',
    async handle({ body }) {
      const metadata = bind(z.record(z.string(), z.unknown()), body);
      const id = randomUUID();
      resources.set(id, { id, metadata });
      return { resource_id: id };
    },
  });
  registerCall(context, {
    name: 'createComment',
    async handle({ body }) {
      const { resource_id, reply_to = '', info } = bind(commentBody, body);
      assertResource(resource_id);
      if (reply_to !== '' && comments.get(reply_to)?.resource_id !== resource_id) {
        throw new Refusal('NotFound', 'comment not found');
      }
      const comment_id = randomUUID();
      comments.set(comment_id, { comment_id, resource_id, reply_to, info, created_at: new Date().toISOString() });
      return { comment_id };
    },
  });
  registerCall(context, {
    name: 'deleteComment',
    async handle({ query }) {
      const { comment_id } = bind(commentQuery, query);
      if (!comments.has(comment_id)) throw new Refusal('NotFound', 'comment not found');
      comments.delete(comment_id);
      return { message: 'Ok' };
    },
  });
  registerCall(context, {
    name: 'listComments',
    async handle({ query }) {
      const { resource_id } = bind(resourceQuery, query);
      assertResource(resource_id);
      return { comments: [...comments.values()].filter((comment) => comment.resource_id === resource_id) };
    },
  });
  return {
    assertResource,
    list: () => ({ resources: [...resources.values()], comments: [...comments.values()] }),
  };
}
