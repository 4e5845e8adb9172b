import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Counters } from '../../../lib/simulation/counters.ts';
import { endpoints } from '../endpoints.ts';
import type { Tokens } from './tokens.ts';

/** Address of the token call; the platform has it on a host of its own. */
export const TOKEN_PATH = '/token';

const credentials = z.object({ username: z.string().min(1), password: z.string().min(1) });

/**
 * Serves the token call (manual section 1). Refusals are those of OAuth 2: HTTP 400 with `invalid_grant` for wrong
 * credentials, `invalid_request` for what is no form with both fields. Other fields and `Authorization` are ignored.
 */
export function registerTokenRoute(app: FastifyInstance, tokens: Tokens, counters: Counters): void {
  app.route({
    method: endpoints.token.method,
    url: TOKEN_PATH,
    config: { endpoint: 'token', refusalBody: (words) => ({ error: 'server_error', error_description: words }) },
    handler: async (request, reply) => {
      const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
      const form = credentials.safeParse(request.body);
      if (!isForm || !form.success) {
        counters.recordRefusal('token');
        return reply.code(400).send({ error: 'invalid_request', error_description: '用户名和密码不能为空' });
      }
      const token = tokens.issue(form.data.username, form.data.password);
      if (token === undefined) {
        counters.recordRefusal('token');
        return reply.code(400).send({ error: 'invalid_grant', error_description: '用户名或密码错误' });
      }
      reply.header('cache-control', 'no-store');
      return { ...token, token_type: 'Bearer', scope: 'FileServer identity JwFileLibrary MPP openid profile' };
    },
  });
}
