import { z } from 'zod';
import { bind, type CallContext, registerCall } from './calls.ts';
import type { Files } from './files.ts';
import { Refusal } from './refusal.ts';
import type { SignedUrls } from './signed-urls.ts';

/** 4 GiB (上传文件). */
const MAX_BYTES = 4 * 1024 ** 3;

const wholeNumber = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);
const uploadQuery = z.object({
  file_name: z.string().min(1),
  file_size: wholeNumber.pipe(z.number().min(1).max(MAX_BYTES)),
  file_retention_days: wholeNumber.pipe(z.union([z.literal(-1), z.number().min(1).max(365)])).default(-1),
});
const fileQuery = z.object({ file_id: z.string().min(1) });

/** Serves 上传、获取文件. */
export function registerFileRoutes(context: CallContext, files: Files, urls: SignedUrls): void {
  const { app } = context;
  // Its body stays a stream.
  app.addContentTypeParser('application/octet-stream', (_request, _body, done) => done(null));
  registerCall(context, {
    name: 'uploadFile',
    async handle(request) {
      const { file_name: name, file_size: size, file_retention_days: retentionDays } = bind(uploadQuery, request.query);
      if (request.headers['content-type'] !== 'application/octet-stream') {
        throw new Refusal('InvalidParameter', 'invalid parameter: the body has to be application/octet-stream');
      }
      const { id } = await files.add({ name, size, retentionDays }, request.raw);
      return { file_id: id };
    },
  });
  registerCall(context, {
    name: 'getFile',
    async handle(request) {
      const { id, name, size } = files.get(bind(fileQuery, request.query).file_id);
      return { file_id: id, file_name: name, size, signed_url: urls.of('files', id) };
    },
  });
}
