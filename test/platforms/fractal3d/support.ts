import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StreamBody } from '../../../lib/http/stream-body.ts';
import { createFractal3dClient, type Fractal3dClient } from '../../../platforms/fractal3d/client.ts';
import { type Fractal3dSettings, fractal3dSettings } from '../../../platforms/fractal3d/settings.ts';
import {
  type Fractal3dSimulatorOptions,
  startFractal3dSimulator,
} from '../../../platforms/fractal3d/simulator/index.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';

/** The key that simulators take. */
export const KEY = 'demo-fractal-key';

/** Settings as a configuration gives them. */
export function settingsFor(url: string, more: Record<string, unknown> = {}): Fractal3dSettings {
  return fractal3dSettings.parse({ kind: 'fractal3d', baseUrl: url, apiKey: KEY, ...more });
}

/** A simulated platform that ends with the test. */
export async function startPlatform(options: Partial<Fractal3dSimulatorOptions> = {}): Promise<PlatformControl> {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelrail-fractal-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const simulator = await startFractal3dSimulator({ dataDir, conversionMs: 0, ...options });
  onTestFinished(() => simulator.close());
  return platformControl(simulator.url);
}

/** A client that ends with the test. */
export function clientFor(
  url: string,
  settings: Record<string, unknown> = {},
  options: { now?: () => number } = {},
): Fractal3dClient {
  const client = createFractal3dClient(settingsFor(url, settings), options);
  onTestFinished(() => client.close());
  return client;
}

/** A body that is in memory. */
export function bodyOf(content: Buffer): StreamBody {
  return {
    length: content.length,
    async *open() {
      yield content;
    },
  };
}

/** Sends a file; answers its id. */
export function upload(client: Fractal3dClient, name: string, content = Buffer.from(name)): Promise<string> {
  return client.uploadFile({ name, size: content.length, body: bodyOf(content) });
}
