import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { registerControlRoutes } from '../../../lib/simulation/control-routes.ts';
import type { RunningSimulator, SimulatorAddress } from '../../../lib/simulation/definition.ts';
import { installFaultHooks } from '../../../lib/simulation/fault-hooks.ts';
import { openGround } from '../../../lib/simulation/ground.ts';
import { createSimulationServer } from '../../../lib/simulation/server.ts';
import { endpoints } from '../endpoints.ts';

const TOKEN = 'Bearer demo-box-token';
/** What it says of a failure that it does not explain. */
const INTERNAL_ERROR = '服务器内部错误';

const storedFile = z.object({ box: z.string(), name: z.string(), id: z.string(), size: z.number(), md5: z.string() });

/** How a simulated drop box is to behave. */
export interface DropBoxSimulatorOptions extends SimulatorAddress {
  /** Milliseconds between the end of a file and the answer, when it is there. Default: 0. */
  storingMs?: number;
}

/** Starts a drop box that keeps size and MD5 of what it takes, not the bytes. */
export async function startDropBoxSimulator(options: DropBoxSimulatorOptions): Promise<RunningSimulator> {
  const { host, port, dataDir, storingMs = 0 } = options;
  const ground = await openGround(dataDir);
  const { store, counters, faults, signal } = ground;
  const files = store.collection('files', (value) => storedFile.parse(value));
  const app = createSimulationServer();
  installFaultHooks(app, {
    faults,
    counters,
    signal,
    internalError: INTERNAL_ERROR,
    expireToken(request) {
      delete request.headers.authorization;
    },
  });
  // Its body stays a stream.
  app.addContentTypeParser('application/octet-stream', (_request, _body, done) => done(null));
  app.addHook('onRequest', async (request, reply) => {
    const isOurs = request.routeOptions.config.endpoint !== undefined;
    if (!isOurs || request.headers.authorization === TOKEN) return undefined;
    return refuse(reply, 401, '令牌无效');
  });

  for (const endpoint of Object.keys(endpoints) as (keyof typeof endpoints)[]) {
    const { method, path } = endpoints[endpoint];
    app.route<{ Params: { box: string; name: string } }>({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      exposeHeadRoute: false,
      config: { endpoint, refusalBody: (words) => ({ error: words }) },
      async handler(request, reply) {
        const { box, name } = request.params;
        const key = `${box}/${name}`;
        const known = files.get(key);
        if (method === 'PUT') {
          const { size, md5 } = await digest(request.raw);
          // A body that was cut is none.
          if (String(size) !== request.headers['content-length']) return refuse(reply, 400, '文件不完整');
          if (storingMs > 0) await sleep(storingMs, undefined, { signal });
          counters.recordChunk(key, size, known?.md5 === md5);
          const file = { box, name, id: known?.id ?? randomUUID(), size, md5 };
          files.set(key, file);
          return answerOf(file);
        }
        if (known === undefined) return refuse(reply, 404, `没有文件 ${name}`);
        if (method === 'GET') return answerOf(known);
        files.delete(key);
        return reply.code(204).send();
      },
    });
  }
  await registerControlRoutes(app, {
    faults,
    counters,
    readState: () => ({ files: [...files.values()] }),
    async resetPlatform() {
      store.clear();
    },
    addRoutes: () => undefined,
  });

  return ground.run(app, { host, port });
}

function answerOf({ id, size, md5 }: z.infer<typeof storedFile>) {
  return { id, size, md5 };
}

function refuse(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error });
}

async function digest(body: AsyncIterable<Buffer>): Promise<{ size: number; md5: string }> {
  const hash = createHash('md5');
  let size = 0;
  for await (const piece of body) {
    hash.update(piece);
    size += piece.length;
  }
  return { size, md5: hash.digest('hex') };
}
