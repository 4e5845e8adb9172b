import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import multipart from '@fastify/multipart';
import { z } from 'zod';
import { bindPlain, md5Hex } from './binder.ts';
import { type CallContext, registerCall } from './calls.ts';
import { MERGE } from './chunk-form.ts';
import type { FrontSwitches } from './front-switches.ts';
import { MAX_CHUNK_BYTES, readUploadRequest } from './upload-request.ts';
import type { Uploads } from './uploads.ts';

const statusQuery = z.object({
  hash: md5Hex,
  totalchunks: z.literal('-1', { error: '切片总数必须为-1' }),
});

/** Serves the file server's three calls (manual sections 2, 3 and the synchronisation). */
export async function registerFileRoutes(context: CallContext, uploads: Uploads, front: FrontSwitches): Promise<void> {
  const { app, behaviour } = context;
  await app.register(multipart, {
    limits: { fileSize: MAX_CHUNK_BYTES, fields: 1_000, parts: 1_000, files: 10, fieldSize: 64 * 1024 },
  });

  registerCall(context, {
    name: 'uploadFileStatus',
    envelope: 'item',
    handle: async (request) => {
      const { hash } = bindPlain(statusQuery, request.query);
      const cacheControl = request.headers['cache-control'];
      return front.status(hash, { cacheControl, server: front.server() }, () => uploads.status(hash));
    },
  });

  registerCall(context, {
    name: 'upload',
    envelope: 'item',
    handle: async (request) => {
      const server = front.server();
      const spoolPath = join(behaviour.dataDir, 'uploads', `spool.${randomUUID()}`);
      const form = await readUploadRequest(request, spoolPath, (chunk, source) => uploads.receive(chunk, source));
      if (form.chunkNumber === MERGE) {
        if (server !== undefined) front.checkMerge(form, server);
        return await uploads.merge(form);
      }
      if (server === undefined) return await uploads.settle(form);
      front.keep(form, server);
      return front.isWhole(form, server) ? await uploads.settle(form) : undefined;
    },
  });

  registerCall(context, {
    name: 'synchronous',
    envelope: 'item',
    handle: async (request) => uploads.synchronize(bindPlain(z.object({ hash: md5Hex }), request.body).hash),
  });
}
