import { expect, test } from 'vitest';
import { bodyOf, httpForTest, startHttpServer } from './tiny-server.ts';

const reason = new Error('the caller’s own reason');

test('an aborted signal sends nothing and throws its reason', async () => {
  const server = await startHttpServer((_request, response) => response.end('{}'));
  const signal = AbortSignal.abort(reason);
  await expect(httpForTest().send({ method: 'GET', url: new URL(server.origin), signal })).rejects.toBe(reason);
  expect(server.connections()).toBe(0);
});

test('a request under way ends with the signal’s reason, untouched', async () => {
  const abort = new AbortController();
  const server = await startHttpServer(() => abort.abort(reason));
  const request = httpForTest().send({ method: 'GET', url: new URL(server.origin), signal: abort.signal });
  await expect(request).rejects.toBe(reason);
});

test('a request that waits for a connection ends at once and is never sent', async () => {
  const abort = new AbortController();
  const paths: (string | undefined)[] = [];
  let finishFirst = (): void => undefined;
  const firstMayFinish = new Promise<void>((resolve) => {
    finishFirst = resolve;
  });
  const server = await startHttpServer(async (request, response) => {
    paths.push(request.url);
    if (request.url === '/first') await firstMayFinish;
    response.end('{}');
  });
  const http = httpForTest({ connections: 1 });
  const first = http.send({ method: 'GET', url: new URL('/first', server.origin) });
  const second = http.send({ method: 'GET', url: new URL('/second', server.origin), signal: abort.signal });
  abort.abort(reason);
  await expect(second).rejects.toBe(reason);
  finishFirst();
  await first;
  await http.send({ method: 'GET', url: new URL('/third', server.origin) });
  expect(paths).toEqual(['/first', '/third']);
});

test('after an abort half-way through a body, the next request uses another connection and arrives whole', async () => {
  const abort = new AbortController();
  const server = await startHttpServer(async (request, response) => {
    if (request.url === '/half') {
      request.once('data', () => {
        request.pause();
        abort.abort(reason);
      });
      return;
    }
    response.end((await bodyOf(request)).toString());
  });
  const http = httpForTest({ connections: 1, requestTimeoutMs: 60_000 });
  const body = Buffer.alloc(32 * 1024 * 1024);
  const half = http.send({ method: 'POST', url: new URL('/half', server.origin), body, signal: abort.signal });
  await expect(half).rejects.toBe(reason);
  const next = await http.send({ method: 'POST', url: new URL('/next', server.origin), body: 'whole' });
  expect(next.body.toString()).toBe('whole');
  expect(server.connections()).toBe(2);
});

test('an answer before the end of the body leaves the connection in step', async () => {
  const server = await startHttpServer(async (request, response) => {
    if (request.url === '/early') {
      response.writeHead(401).end('{"message":"no"}');
      request.resume();
      return;
    }
    response.end((await bodyOf(request)).toString());
  });
  const http = httpForTest({ connections: 1 });
  const body = Buffer.alloc(16 * 1024 * 1024);
  const early = await http.send({ method: 'POST', url: new URL('/early', server.origin), body });
  expect(early.status).toBe(401);
  const next = await http.send({ method: 'POST', url: new URL('/next', server.origin), body: 'whole' });
  expect(next.body.toString()).toBe('whole');
});

test('signals that outlive their requests keep no listeners', async () => {
  const abort = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = abort.signal;
  abort.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners += 1;
    addEventListener.apply(abort.signal, args);
  };
  abort.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners -= 1;
    removeEventListener.apply(abort.signal, args);
  };
  const server = await startHttpServer((_request, response) => response.end('{}'));
  const http = httpForTest();
  await http.send({ method: 'GET', url: new URL(server.origin), signal: abort.signal });
  expect(listeners).toBe(0);
});
