import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createModelrail } from '../../client/index.ts';

/** gRPC's `UNAVAILABLE`: to be tried again. */
const UNAVAILABLE = '14';
/** Longer than the pause before the second attempt. */
const BUSY_MS = 300;

/** A Temporal that can be connected to, and then answers nothing. */
async function startUnavailableTemporal() {
  const server = http2.createServer();
  const asked: string[] = [];
  server.on('stream', (stream, headers) => {
    const name = String(headers[':path']).split('/').at(-1) ?? '';
    asked.push(name);
    const answer = { ':status': 200, 'content-type': 'application/grpc' };
    if (name !== 'GetSystemInfo') {
      stream.respond({ ...answer, 'grpc-status': UNAVAILABLE, 'grpc-message': 'not now' }, { endStream: true });
      server.emit('refused');
      return;
    }
    stream.respond(answer, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    // One message of no fields: a flag and its length.
    stream.end(Buffer.alloc(5));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // as: it listens on a port
  return { address: `127.0.0.1:${port}`, asked, refused: () => once(server, 'refused') };
}

test('a connection that is closed in a busy moment, between two attempts of a call, makes no other', async () => {
  const temporal = await startUnavailableTemporal();
  const modelrail = await createModelrail({ address: temporal.address });
  const refused = temporal.refused();
  const call = modelrail.get('any').catch((error: unknown) => error);
  await refused;
  // Until the answer has come in, and the pause before the next attempt has begun.
  await expect.poll(() => temporal.asked.length).toBe(2);
  for (let turns = 0; turns < 10; turns += 1) await turn();
  // The pause is over, and its timer has not had its turn.
  for (const until = Date.now() + BUSY_MS; Date.now() < until; );
  await modelrail.close();
  expect(await call).toMatchObject({ type: 'Cancelled' });
  for (let turns = 0; turns < 10; turns += 1) await turn();
  expect(temporal.asked).toHaveLength(2);
});
