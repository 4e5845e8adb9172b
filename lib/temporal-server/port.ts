import { connect, createServer, type Server } from 'node:net';

/**
 * A free TCP port of this machine. On Linux a closed connection keeps it from being given out again
 * for a minute, so that several processes that look for a port at the same time do not get the same one.
 */
export async function findFreePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const port = portOf(server);
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, host);
    socket.once('error', reject);
    // The server's end first: the side that closes first is the one whose port is kept back.
    socket.resume().once('end', () => socket.end());
    socket.once('close', () => resolve());
  });
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('a TCP server has an address');
  return address.port;
}

/** True when something accepts connections at the port. */
export async function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
