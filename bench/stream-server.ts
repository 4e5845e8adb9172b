/** A platform that takes a file in one request and counts its bytes: `stream-server.ts [MiB per second]`. Prints its port. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const bytesPerMs = (Number(process.argv[2] ?? Number.POSITIVE_INFINITY) * 1024 * 1024) / 1000;

/** Reads a body at the rate of the line; answers its length. */
async function take(request: IncomingMessage): Promise<number> {
  const start = performance.now();
  let bytes = 0;
  for await (const chunk of request) {
    // as: a request without an encoding gives buffers.
    bytes += (chunk as Buffer).length;
    const aheadMs = bytes / bytesPerMs - (performance.now() - start);
    if (aheadMs > 1) await wait(aheadMs);
  }
  return bytes;
}

const server = createServer((request, response) => {
  take(request).then(
    (bytes) => response.end(String(bytes)),
    (error: Error) => response.destroy(error),
  );
});
// as: a TCP server that listens on a port has an address of this kind.
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
