import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { PageFile } from '../page-files.ts';

/** The page has all that it needs here: nothing else is loaded, run, framed or sent to. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Names of the files carry a digest of what is in them. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** `GET /`, the page for people, and what it loads. Neither needs a token: what it shows comes from `/v1`. */
export function pageRoutes(files: ReadonlyMap<string, PageFile>): FastifyPluginCallback {
  return (app, _options, done) => {
    const options = { schema: { hide: true }, config: { rateLimit: false as const } };
    const index = files.get('index.html');
    if (index === undefined) throw new Error('the page was not built');
    app.get('/', options, (request, reply) => {
      void reply.header('content-security-policy', PAGE_POLICY).header('cache-control', 'no-cache');
      return send(request, reply, index);
    });
    for (const [name, file] of files) {
      if (file === index) continue;
      app.get(`/page/${name}`, options, (request, reply) =>
        send(request, reply.header('cache-control', FOR_EVER), file),
      );
    }
    done();
  };
}

function send(request: FastifyRequest, reply: FastifyReply, { type, bytes, gzipped }: PageFile): FastifyReply {
  void reply.type(type).header('vary', 'accept-encoding');
  const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  return takesGzip ? reply.header('content-encoding', 'gzip').send(gzipped) : reply.send(bytes);
}
