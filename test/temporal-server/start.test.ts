import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../contracts/names.ts';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { findFreePort, isListening } from '../../lib/temporal-server/port.ts';
import { startTemporalServer } from '../../lib/temporal-server/start.ts';

const RETENTION_SECONDS = 90 * 86_400;

let binary: string;
let folder: string;

beforeAll(async () => {
  binary = await findTemporal({ env: process.env });
  folder = await mkdtemp(join(tmpdir(), 'modelrail-server-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function describeNamespace(address: string, namespace: string) {
  const connection = await Connection.connect({ address });
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return {
      retentionSeconds: Number(config?.workflowExecutionRetentionTtl?.seconds),
      searchAttributes: Object.keys(customAttributes ?? {}),
    };
  } finally {
    await connection.close();
  }
}

test('a server in memory has its UI, keeps ended runs for 90 days and knows our search attributes', async () => {
  await using server = await startTemporalServer({ binary, uiPort: 0, namespace: 'models' });
  const { retentionSeconds, searchAttributes } = await describeNamespace(server.address, 'models');
  expect(retentionSeconds).toBe(RETENTION_SECONDS);
  expect(searchAttributes).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
  const page = await fetch(server.uiUrl ?? '');
  expect(page.status).toBe(200);
});

test('a database file goes on after a stop, in WAL mode, and the log file has what the server printed', async () => {
  const dbFile = join(folder, 'db', 'temporal.db');
  const logFile = join(folder, 'log', 'temporal.log');
  for (const namespace of ['first', 'second']) {
    const server = await startTemporalServer({ binary, dbFile, logFile, namespace });
    // What the first start made is there in the second.
    expect((await describeNamespace(server.address, 'first')).retentionSeconds).toBe(RETENTION_SECONDS);
    await server.stop();
    await server.closed;
    expect(await isListening('127.0.0.1', Number(server.address.split(':')[1]))).toBe(false);
  }
  // Byte 18 of an SQLite file is its write format: 2 is the write-ahead log.
  expect((await readFile(dbFile)).at(18)).toBe(2);
  expect(await readFile(logFile, 'utf8')).toContain('Temporal Server:');
});

test('a port that is in use is told', async () => {
  const port = await findFreePort();
  const other = createServer().listen(port, '127.0.0.1');
  await vi.waitUntil(() => other.listening, { timeout: 30_000 });
  try {
    await expect(startTemporalServer({ binary, port })).rejects.toMatchObject({
      type: 'TemporalUnavailable',
      message: `port ${port} is in use`,
    });
    await expect(startTemporalServer({ binary, uiPort: port })).rejects.toThrow(
      new RegExp(
        `ended at its start: if TEMPORAL_CLI_PATH is set, see what it names; it printed:\n.*${port}.*address already in use`,
      ),
    );
  } finally {
    other.close();
  }
});

test('a server that dies at its start is told with what it printed, in the log file as well', async () => {
  const failing = join(folder, 'failing');
  await writeFile(failing, '#!/bin/sh\necho "no such flag" >&2\nexit 3\n');
  await chmod(failing, 0o755);
  const logFile = join(folder, 'failing.log');
  await writeFile(logFile, 'of the run before\n');
  for (const options of [{ binary: failing }, { binary: failing, logFile }]) {
    const failure = await startTemporalServer(options).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      type: 'TemporalUnavailable',
      message:
        'the Temporal server ended at its start: if TEMPORAL_CLI_PATH is set, see what it names; it printed:\nno such flag',
    });
  }
  await expect(startTemporalServer({ binary: join(folder, 'nowhere') })).rejects.toMatchObject({
    type: 'TemporalUnavailable',
    message: expect.stringContaining('ENOENT'),
  });
});

test('`closed` resolves when somebody else ends the server', async () => {
  const server = await startTemporalServer({ binary });
  process.kill(server.pid, 'SIGKILL');
  await server.closed;
  await server.stop();
});

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'a server ends with the process that started it, even by %s',
  async (signal) => {
    const program = fileURLToPath(new URL('owner.ts', import.meta.url));
    // Into a file: a pipe whose reader is gone would end the server at its next line anyway.
    const args = ['--import', 'tsx', program, binary, join(folder, `${signal}.log`)];
    const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const { address } = JSON.parse(await firstLine(owner)) as { address: string };
    const port = Number(address.split(':')[1]);
    expect(await isListening('127.0.0.1', port)).toBe(true);
    owner.kill(signal);
    await vi.waitUntil(async () => !(await isListening('127.0.0.1', port)), { timeout: 15_000, interval: 50 });
  },
);

function firstLine(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    program.stdout?.once('data', (text: Buffer) => resolve(text.toString('utf8')));
    program.once('exit', (code) => reject(new Error(`ended with ${code} before it said anything`)));
  });
}

test('free ports are not given out twice in a row', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => findFreePort()));
  expect(new Set(ports).size).toBe(ports.length);
});
