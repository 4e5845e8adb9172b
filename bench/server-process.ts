import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts a platform that counts bytes as a process of its own: `stream-server.ts`, with its arguments. */
export async function startStreamServer(...args: string[]): Promise<{ url: string } & AsyncDisposable> {
  const script = fileURLToPath(new URL('./stream-server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  // What the event `data` of a pipe brings.
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    url: `http://127.0.0.1:${port.toString().trim()}/`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
