import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { pino } from 'pino';
import { spoolRoutes } from '../../gateway/spool/routes.ts';
import { createSpool, type Spool, type SpoolOptions } from '../../gateway/spool/spool.ts';

/** Who calls without a header `x-caller`. */
export const CALLER = 'tester';

/** A server of nothing but a spool. */
export interface SpoolServer {
  spool: Spool;
  app: FastifyInstance;
  /** Of `/v1/files`. */
  endpoint: string;
  close(): Promise<void>;
}

/** Serves the spool of a folder on loopback. Default: limits that no test reaches by chance. */
export async function serveSpool(
  options: Pick<SpoolOptions, 'folder'> & Partial<SpoolOptions>,
  port = 0,
): Promise<SpoolServer> {
  const logger = pino({ level: 'silent' });
  const spool = await createSpool({
    ...{ maxFileBytes: 64 * 1024 ** 2, maxBytes: 256 * 1024 ** 2, expiryMs: 3_600_000, logger },
    ...options,
  });
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('caller', '');
  app.addHook('onRequest', (request, _reply, done) => {
    request.caller = String(request.headers['x-caller'] ?? CALLER);
    done();
  });
  await app.register(spoolRoutes(spool));
  await app.listen({ host: '127.0.0.1', port });
  // as: a server that listens on TCP has such an address.
  const { port: listening } = app.server.address() as AddressInfo;
  return { spool, app, endpoint: `http://127.0.0.1:${listening}/v1/files`, close: closeAll };

  async function closeAll(): Promise<void> {
    await app.close();
    await spool.close();
  }
}
