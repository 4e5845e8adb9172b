import { execFile } from 'node:child_process';
import { access, chown, constants, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from '../lib/temporal-server/port.ts';
import { type ServerProcess, startServerProcess } from '../lib/temporal-server/process.ts';

/** A server that a rival keeps its state in, in a folder of its own; disposal takes both away. */
export interface RivalServer extends AsyncDisposable {
  port: number;
}

const START_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 5_000;
/** The user without rights that every Linux has. */
const NOBODY = 65_534;

/** Starts PostgreSQL with its defaults, so that a commit is on the disk; undefined when it is not installed. */
export async function startPostgres(): Promise<RivalServer | undefined> {
  if (!(await isInstalled('postgres')) || !(await isInstalled('initdb'))) return undefined;
  return startInFolder('ready to accept connections', async (folder, port) => {
    const data = join(folder, 'data');
    // PostgreSQL refuses to run as root.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chown(folder, NOBODY, NOBODY);
    const asUser = (command: string, args: string[]): [string, string[]] =>
      isRoot ? ['runuser', ['-u', 'nobody', '--', command, ...args]] : [command, args];
    const initdb = asUser('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync']);
    await promisify(execFile)(...initdb, { cwd: folder });
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
    return asUser('postgres', ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]);
  });
}

/** Starts Redis with a log of every change, on the disk within a second; undefined when it is not installed. */
export async function startRedis(): Promise<RivalServer | undefined> {
  if (!(await isInstalled('redis-server'))) return undefined;
  return startInFolder('Ready to accept connections', async (folder, port) => {
    const data = join(folder, 'data');
    await mkdir(data);
    const network = ['--bind', '127.0.0.1', '--port', String(port)];
    return ['redis-server', [...network, '--dir', data, '--appendonly', 'yes', '--appendfsync', 'everysec']];
  });
}

async function startInFolder(
  readyWords: string,
  prepare: (folder: string, port: number) => Promise<[command: string, args: string[]]>,
): Promise<RivalServer> {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-rival-'));
  const port = await findFreePort();
  const [command, args] = await prepare(folder, port);
  const server = await startServerProcess(command, args, { env: process.env, logFile: undefined });
  const rival: RivalServer = {
    port,
    async [Symbol.asyncDispose]() {
      await server.stop(STOP_GRACE_MS);
      await rm(folder, { recursive: true, force: true });
    },
  };
  await untilPrinted(server, readyWords).catch(async (error: unknown) => {
    await rival[Symbol.asyncDispose]();
    throw error;
  });
  return rival;
}

async function untilPrinted(server: ServerProcess, words: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!server.printed().includes(words)) {
    if (!server.isRunning() || Date.now() > deadline) throw new Error(`the server did not start:\n${server.printed()}`);
    await delay(20);
  }
}

async function isInstalled(program: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => access(join(folder, program), constants.X_OK));
  return Promise.any(found).then(
    () => true,
    () => false,
  );
}
