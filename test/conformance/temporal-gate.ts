import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import protos from '@temporalio/proto';

const { PollActivityTaskQueueResponse, RespondActivityTaskCompletedRequest, RespondWorkflowTaskCompletedResponse } =
  protos.temporal.api.workflowservice.v1;

/** Stands between workers and Temporal: can do something before a step begins, and keep back that it is done. */
export interface TemporalGate extends AsyncDisposable {
  /** `HOST:PORT`, where workers take it for Temporal. */
  address: string;
  /** Keeps back from Temporal that this step of this run is done; resolves when a worker has said so. */
  hold(workflowId: string, step: string): Promise<void>;
  /** Does this before a worker is given this step of this run, at each attempt. */
  before(workflowId: string, step: string, action: () => Promise<void>): void;
  /** Lets everything through: what is kept back, and what comes. */
  release(): void;
  /** Forgets what is kept back, since its worker was killed, and lets everything through that comes. */
  forget(): void;
}

/** A call that came in whole. */
interface Call {
  name: string;
  body: Buffer;
}

/** A hold on one step of one run. */
interface Hold {
  reached(): void;
  /** Resolves when nothing is held any more: whether what was held is to go on. */
  end: Promise<boolean>;
  settle(goesOn: boolean): void;
}

/** The length of what stands before each message of gRPC: a flag, and the message's length. */
const PREFIX_BYTES = 5;

/** Starts a gate before Temporal's frontend at `HOST:PORT`, on a free port. Every call of Temporal's is one question and one answer. */
export async function startTemporalGate(target: string): Promise<TemporalGate> {
  const upstream = http2.connect(`http://${target}`, { maxSessionMemory: 100 });
  const stepOfToken = new Map<string, string>();
  const holds = new Map<string, Hold>();
  const actions = new Map<string, () => Promise<void>>();
  const server = http2.createServer({ maxSessionMemory: 100 });
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    // A worker that is killed is no error.
    session.on('error', () => undefined).on('close', () => sessions.delete(session));
  });

  async function learn({ name, body }: Call): Promise<void> {
    const tasks =
      name === 'PollActivityTaskQueue'
        ? [PollActivityTaskQueueResponse.decode(messageOf(body))]
        : name === 'RespondWorkflowTaskCompleted'
          ? RespondWorkflowTaskCompletedResponse.decode(messageOf(body)).activityTasks
          : [];
    for (const { taskToken, workflowExecution, activityType } of tasks) {
      if (!taskToken || taskToken.length === 0) continue;
      const step = `${workflowExecution?.workflowId} ${activityType?.name}`;
      stepOfToken.set(keyOf(taskToken), step);
      await actions.get(step)?.();
    }
  }

  /** False when the call is not to be passed on. */
  async function keepBack({ name, body }: Call): Promise<boolean> {
    if (name !== 'RespondActivityTaskCompleted') return true;
    const { taskToken } = RespondActivityTaskCompletedRequest.decode(messageOf(body));
    const hold = holds.get(stepOfToken.get(keyOf(taskToken ?? new Uint8Array())) ?? '');
    if (hold === undefined) return true;
    hold.reached();
    return await hold.end;
  }

  function open(goesOn: boolean): void {
    actions.clear();
    for (const hold of holds.values()) hold.settle(goesOn);
    holds.clear();
  }

  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const name = String(headers[':path']).split('/').at(-1) ?? '';
    void readAll(stream).then(async (body) => {
      // That a worker was killed may come to be known here only later.
      if (!(await keepBack({ name, body }))) return stream.close(http2.constants.NGHTTP2_CANCEL);
      if (stream.closed || stream.destroyed) return;
      // Answers that are not compressed can be read here.
      const { 'grpc-accept-encoding': _, ':authority': __, ...passed } = headers;
      const request = upstream.request(passed);
      request.on('error', () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
      stream.on('close', () => request.close(http2.constants.NGHTTP2_CANCEL));
      let trailers: http2.IncomingHttpHeaders = {};
      request.on('trailers', (told) => {
        trailers = told;
      });
      request.on('response', (answer, flags) => {
        if (stream.destroyed) return;
        const isAll = (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0;
        stream.respond(answer, isAll ? { endStream: true } : { waitForTrailers: true });
        if (isAll) return;
        stream.on('wantTrailers', () => stream.sendTrailers(trailers));
        void readAll(request).then(async (told) => {
          if (trailers['grpc-status'] === '0') await learn({ name, body: told });
          stream.end(told);
        });
      });
      request.end(body);
    });
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // as: it listens on a port
  return {
    address: `127.0.0.1:${port}`,
    hold(workflowId, step) {
      return new Promise((reached) => {
        let settle: Hold['settle'] = () => undefined;
        const end = new Promise<boolean>((resolve) => {
          settle = resolve;
        });
        holds.set(`${workflowId} ${step}`, { reached, end, settle });
      });
    },
    before: (workflowId, step, action) => void actions.set(`${workflowId} ${step}`, action),
    release: () => open(true),
    forget: () => open(false),
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      upstream.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function keyOf(token: Uint8Array): string {
  return Buffer.from(token).toString('base64');
}

/** The one message of a call or an answer. */
function messageOf(body: Buffer): Buffer {
  const message = body.subarray(PREFIX_BYTES);
  return body[0] === 1 ? gunzipSync(message) : message;
}

/** Never rejects: of a stream that breaks off there is what came. */
async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  try {
    for await (const part of stream) parts.push(part);
  } catch {
    // The next write to the stream fails: it is closed.
  }
  return Buffer.concat(parts);
}
