import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { StreamBody } from '../../../lib/http/stream-body.ts';
import {
  createLongyanDiskClient,
  type LongyanDiskClient,
  type PositionedUpload,
} from '../../../platforms/longyan-disk/client.ts';
import { type LongyanDiskSettings, longyanDiskSettings } from '../../../platforms/longyan-disk/settings.ts';
import { longyanDiskSimulator } from '../../../platforms/longyan-disk/simulator/definition.ts';
import { startLongyanDiskSimulator } from '../../../platforms/longyan-disk/simulator/index.ts';
import type { LongyanDiskSimulatorOptions } from '../../../platforms/longyan-disk/simulator/options.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';

/** What the simulated disk holds. */
export interface DiskState {
  files: {
    fid: number;
    name: string;
    path: string;
    md5: string;
    length: number;
    position: number;
    isComplete: boolean;
  }[];
  resources: ({ resId: string; fid: number } & Record<string, unknown>)[];
  folders: { dirId: string; dirName: string; parentId: string }[];
}

/** Settings as a configuration gives them. */
export function settingsFor(url: string, more: Record<string, unknown> = {}): LongyanDiskSettings {
  return longyanDiskSettings.parse({ ...longyanDiskSimulator.settings(url), ...more });
}

/** A client that ends with the test. */
export function clientFor(settings: LongyanDiskSettings, now?: () => number): LongyanDiskClient {
  const client = createLongyanDiskClient(settings, now === undefined ? {} : { now });
  onTestFinished(() => client.close());
  return client;
}

/** A simulated disk that ends with the test, and a client of it. */
export async function startDisk(
  options: Partial<LongyanDiskSimulatorOptions> = {},
  settings: Record<string, unknown> = {},
  now?: () => number,
): Promise<{ url: string; client: LongyanDiskClient; control: PlatformControl; state(): Promise<DiskState> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelrail-disk-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const simulator = await startLongyanDiskSimulator({ dataDir, ...options });
  onTestFinished(() => simulator.close());
  const control = platformControl(simulator.url);
  const client = clientFor(settingsFor(simulator.url, settings), now);
  return { url: simulator.url, client, control, state: () => control.state<DiskState>() };
}

/** Lower-case hex. */
export function md5Of(content: Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

/** A body that gives this content in one piece. */
export function bodyOf(content: Buffer): StreamBody {
  return {
    length: content.length,
    async *open() {
      yield content;
    },
  };
}

/** Sends a part of a file from a buffer with room around it, as the transfer does. */
export async function sendPart(
  client: LongyanDiskClient,
  file: { fid: string; name: string; content: Buffer; md5?: string },
  from: number,
  to = file.content.length,
): Promise<PositionedUpload> {
  const { fid, name, content, md5 = md5Of(content) } = file;
  const parts = client.prepareParts({ fid, name, md5, size: content.length });
  const buffer = Buffer.alloc(parts.headRoomBytes + (to - from) + parts.tailBytes);
  content.copy(buffer, parts.headRoomBytes, from, to);
  return client.fileResume(parts.frame(buffer, parts.headRoomBytes, to - from, from));
}

/** What a stub answers: status, body and headers. */
export interface StubAnswer {
  status?: number;
  body: string;
  headers?: Record<string, string>;
}

/** A server that answers as a test wants, in turn, and a client of it; `bodies` are what was sent. */
export async function startStub(...answers: readonly StubAnswer[]): Promise<{
  client: LongyanDiskClient;
  bodies: string[];
}> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const {
        status = 200,
        body: answer,
        headers = {},
      } = answers[Math.min(bodies.length, answers.length - 1)] ?? { body: '' };
      bodies.push(body);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // as: it listens on a port
  return { client: clientFor(settingsFor(`http://127.0.0.1:${port}`)), bodies };
}
