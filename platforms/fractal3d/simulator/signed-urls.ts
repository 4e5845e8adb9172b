import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { createProblem } from '../../../lib/simulation/problem.ts';

/** What a signed address leads to. */
export interface SignedContent {
  /** Bytes, as the answer declares them. */
  size: number;
  body: NodeJS.ReadableStream | Buffer;
}

/** Addresses by which a storage beside the platform gives contents away for a while. */
export interface SignedUrls {
  of(group: string, name: string): string;
  /** Serves the addresses of a group. */
  serve(app: FastifyInstance, group: string, open: (name: string) => SignedContent | undefined): void;
}

const LIFETIME_MS = 15 * 60_000;

/** Makes the addresses, below the origin that `origin` tells. */
export function createSignedUrls(origin: () => string): SignedUrls {
  const secret = randomBytes(32);
  const signatureOf = (path: string, expires: string) =>
    createHmac('sha256', secret).update(`${path}\n${expires}`).digest('hex');

  return {
    of(group, name) {
      const path = `/signed/${group}/${encodeURIComponent(name)}`;
      const expires = String(Date.now() + LIFETIME_MS);
      return `${origin()}${path}?expires=${expires}&signature=${signatureOf(path, expires)}`;
    },
    serve(app, group, open) {
      app.get<{ Params: { name: string }; Querystring: { expires?: string; signature?: string } }>(
        `/signed/${group}/:name`,
        { config: { endpoint: `signed-${group}` }, exposeHeadRoute: false },
        async (request, reply) => {
          const { expires = '', signature = '' } = request.query;
          const path = `/signed/${group}/${encodeURIComponent(request.params.name)}`;
          const expected = Buffer.from(signatureOf(path, expires));
          const given = Buffer.from(signature);
          const isGood = given.length === expected.length && timingSafeEqual(given, expected);
          if (!isGood || Number(expires) <= Date.now()) return reply.code(403).send(createProblem(403));
          const content = open(request.params.name);
          if (content === undefined) return reply.code(404).send(createProblem(404));
          return reply.type('application/octet-stream').header('content-length', content.size).send(content.body);
        },
      );
    },
  };
}
