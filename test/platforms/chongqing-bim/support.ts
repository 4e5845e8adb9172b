import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type ChongqingBimClient, createChongqingBimClient } from '../../../platforms/chongqing-bim/client.ts';
import { type ChongqingBimSettings, chongqingBimSettings } from '../../../platforms/chongqing-bim/settings.ts';

/** Credentials that no message may show. */
export const PASSWORD = 'pass-word-7';
/** See {@link PASSWORD}. */
export const BIM_API_KEY = 'bim-key-8';

/** Settings as a configuration gives them. */
export function settingsFor(url: string, more: Record<string, unknown> = {}): ChongqingBimSettings {
  return chongqingBimSettings.parse({
    kind: 'chongqing-bim',
    baseUrl: url,
    tokenUrl: `${url}/token`,
    username: 'user-1',
    password: PASSWORD,
    bimApiKey: BIM_API_KEY,
    ...more,
  });
}

/** A client that ends with the test. */
export function clientFor(settings: ChongqingBimSettings, options: { now?: () => number } = {}): ChongqingBimClient {
  const client = createChongqingBimClient(settings, options);
  onTestFinished(() => client.close());
  return client;
}

/** A request as the stub got it. */
export interface SeenRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What the stub answers: JSON (HTTP 200), or status, body and headers; `cut` ends the connection without an answer. */
export type StubAnswer = { json: unknown } | { status: number; body: string; headers?: Record<string, string> } | 'cut';

/** A server that answers as a test wants, for answers that the simulator does not give. */
export interface Stub {
  url: string;
  requests: SeenRequest[];
  /** Requests that are not for a token. */
  calls(): SeenRequest[];
  /** How many tokens were asked for. */
  tokenCalls(): number;
}

/** The answer of a token call, `token-N` for the Nth. */
export function tokenAnswer(number: number, expiresIn = 3600): StubAnswer {
  return { json: { access_token: `token-${number}`, expires_in: expiresIn, token_type: 'Bearer' } };
}

/** Starts a {@link Stub}; `answer` gets the request and how many tokens were given out so far. */
export async function startStub(
  answer: (request: SeenRequest) => StubAnswer | Promise<StubAnswer>,
  answerToken: (number: number) => StubAnswer = (number) => tokenAnswer(number),
): Promise<Stub> {
  const requests: SeenRequest[] = [];
  let tokens = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://stub');
    const seen = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(seen);
    const isToken = url.pathname === '/token';
    if (isToken) tokens += 1;
    const given = isToken ? answerToken(tokens) : await answer(seen);
    if (given === 'cut') request.socket.destroy();
    else if ('json' in given) response.setHeader('content-type', 'application/json').end(JSON.stringify(given.json));
    else response.writeHead(given.status, given.headers).end(given.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    calls: () => requests.filter((request) => request.path !== '/token'),
    tokenCalls: () => tokens,
  };
}

/** A file status in the file server's envelope. */
export function statusAnswer(item: Record<string, unknown>): StubAnswer {
  return { json: { item: { hash: null, file: null, unUploadChunks: null, ...item }, success: true, code: 200 } };
}
