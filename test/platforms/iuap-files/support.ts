import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { StreamBody } from '../../../lib/http/stream-body.ts';
import { createIuapFilesClient, type IuapFilesClient } from '../../../platforms/iuap-files/client.ts';
import { type IuapFilesSettings, iuapFilesSettings } from '../../../platforms/iuap-files/settings.ts';
import { iuapFilesSimulator } from '../../../platforms/iuap-files/simulator/definition.ts';
import { startIuapFilesSimulator } from '../../../platforms/iuap-files/simulator/index.ts';
import type { IuapFilesSimulatorOptions } from '../../../platforms/iuap-files/simulator/options.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';

/** What the simulated service holds. */
export interface FilesState {
  attachments: {
    id: string;
    filename: string;
    filepath: string;
    groupname: string;
    permission: string;
    isEncrypted: boolean;
    url: string;
    size: number;
    md5: string;
    filesize: string;
    pkfile: string;
  }[];
  objects: { filepath: string; groupname: string; filename: string; size: number; md5: string; pkfile: string }[];
}

/** Settings as a configuration gives them. */
export function settingsFor(url: string, more: Record<string, unknown> = {}): IuapFilesSettings {
  return iuapFilesSettings.parse({ ...iuapFilesSimulator.settings(url), ...more });
}

/** A client that ends with the test. */
export function clientFor(settings: IuapFilesSettings): IuapFilesClient {
  const client = createIuapFilesClient(settings);
  onTestFinished(() => client.close());
  return client;
}

/** A simulated service that ends with the test, and a client of it. */
export async function startFiles(
  options: Partial<IuapFilesSimulatorOptions> = {},
  settings: Record<string, unknown> = {},
): Promise<{ url: string; client: IuapFilesClient; control: PlatformControl; state(): Promise<FilesState> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelrail-files-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const simulator = await startIuapFilesSimulator({ dataDir, ...options });
  onTestFinished(() => simulator.close());
  const control = platformControl(simulator.url);
  const client = clientFor(settingsFor(simulator.url, settings));
  return { url: simulator.url, client, control, state: () => control.state<FilesState>() };
}

/** Lower-case hex. */
export function md5Of(content: Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

/** A file whose content goes in one piece. */
export function fileOf(name: string, content: Buffer | string): { name: string; content: StreamBody } {
  const bytes = Buffer.from(content);
  return {
    name,
    content: {
      length: bytes.length,
      async *open() {
        if (bytes.length > 0) yield bytes;
      },
    },
  };
}

/** All of the content of an attachment. */
export async function contentOf(client: IuapFilesClient, id: string): Promise<Buffer> {
  const { pieces } = await client.download({ id }, new AbortController().signal);
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** What a stub answers: status, body and headers. */
export interface StubAnswer {
  status?: number;
  body: string | Buffer;
  headers?: Record<string, string>;
}

/** A server that answers the same to everything, and a client of it; `bodies` are what was sent. */
export async function startStub(
  { status = 200, body, headers = {} }: StubAnswer,
  settings: Record<string, unknown> = {},
): Promise<{ client: IuapFilesClient; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((sent) => {
      bodies.push(sent);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // as: it listens on a port
  return { client: clientFor(settingsFor(`http://127.0.0.1:${port}`, settings)), bodies };
}
