import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from './answers.ts';
import type { ChunkForm } from './chunk-form.ts';
import { numbersTo } from './upload-ledger.ts';
import type { UploadStatus } from './upload-status.ts';

const frontSwitch = z.strictObject({
  /** A cache keeps each answer of the status call for so long. 0: none. */
  cacheMs: z.number().int().nonnegative().default(0),
  /** False: the cache ignores `Cache-Control: no-cache` of a request. */
  obeysNoCache: z.boolean().default(true),
  /** Two servers that do not share their chunks take the file calls in turn, or at random. */
  servers: z.enum(['one', 'turns', 'random']).default('one'),
  /** Every second answer of the status call knows nothing of the file. */
  flaps: z.boolean().default(false),
});

const OFF: z.infer<typeof frontSwitch> = { cacheMs: 0, obeysNoCache: true, servers: 'one', flaps: false };

/** What stands before the platform: a cache, or a balancer with two servers behind it. In memory only. */
export interface FrontSwitches {
  /** The server that takes a request; undefined while there is only one. */
  server(): number | undefined;
  /** The status as the caller gets it. */
  status(
    hash: string,
    request: { cacheControl: string | undefined; server: number | undefined },
    ask: () => UploadStatus,
  ): UploadStatus;
  /** A chunk lies on this server. */
  keep(form: ChunkForm, server: number): void;
  /** True when a server has every chunk of a file. */
  isWhole(form: ChunkForm, server: number): boolean;
  /** Throws a {@link Refusal} when the server that is to merge lacks chunks. */
  checkMerge(form: ChunkForm, server: number): void;
  clear(): void;
  addRoutes(routes: FastifyInstance): void;
}

/** Makes the switches, all off. */
export function createFrontSwitches(): FrontSwitches {
  let front = OFF;
  let requests = 0;
  let asked = 0;
  const cached = new Map<string, { until: number; answer: UploadStatus }>();
  const kept = new Map<string, Set<number>>();

  const chunksOn = (hash: string, server: number) => kept.get(`${server}/${hash}`) ?? new Set<number>();
  const lackedBy = (form: ChunkForm, server: number) => {
    const there = chunksOn(form.hash, server);
    return numbersTo(form.totalChunks).filter((number) => !there.has(number));
  };

  function clear(): void {
    front = OFF;
    requests = 0;
    asked = 0;
    cached.clear();
    kept.clear();
  }

  /** What one of several servers says: it knows its own chunks only, and every file that is whole. */
  function statusOn(server: number | undefined, answer: UploadStatus): UploadStatus {
    if (server === undefined || answer.status !== 1) return answer;
    const there = chunksOn(answer.hash, server);
    if (there.size === 0) return unknown(answer.hash);
    const others = [...(kept.get(`${1 - server}/${answer.hash}`) ?? [])];
    const missing = new Set([...(answer.unUploadChunks ?? []), ...others.filter((number) => !there.has(number))]);
    return { ...answer, unUploadChunks: [...missing].sort((a, b) => a - b) };
  }

  return {
    server() {
      if (front.servers === 'one') return undefined;
      requests += 1;
      return front.servers === 'turns' ? requests % 2 : Math.round(Math.random());
    },
    status(hash, { cacheControl, server }, ask) {
      asked += 1;
      if (front.flaps && asked % 2 === 0) return unknown(hash);
      const held = cached.get(hash);
      const isFresh = front.obeysNoCache && cacheControl?.includes('no-cache') === true;
      if (held !== undefined && held.until > Date.now() && !isFresh) return held.answer;
      const answer = statusOn(server, ask());
      if (front.cacheMs > 0) cached.set(hash, { until: Date.now() + front.cacheMs, answer });
      return answer;
    },
    keep({ hash, chunkNumber }, server) {
      kept.set(`${server}/${hash}`, chunksOn(hash, server).add(chunkNumber));
    },
    isWhole: (form, server) => lackedBy(form, server).length === 0,
    checkMerge(form, server) {
      const lacked = lackedBy(form, server).length;
      if (lacked > 0) throw new Refusal(`切片未全部上传，无法合并：缺少${lacked}个切片`);
    },
    clear,
    addRoutes(routes) {
      routes.post('/front', async (request) => {
        const wanted = frontSwitch.parse(request.body);
        clear();
        front = wanted;
        return front;
      });
      routes.get('/front', async () => front);
      routes.delete('/front', async (_request, reply) => {
        clear();
        return reply.code(204).send();
      });
    },
  };
}

function unknown(hash: string): UploadStatus {
  return { hash, status: 0, file: null, unUploadChunks: null };
}
