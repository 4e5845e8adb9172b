import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createPersagyClient, type PersagyClient } from '../../../platforms/persagy/client.ts';
import { type PersagySettings, persagySettings } from '../../../platforms/persagy/settings.ts';
import { persagySimulator } from '../../../platforms/persagy/simulator/definition.ts';
import { startPersagySimulator } from '../../../platforms/persagy/simulator/index.ts';
import type { PersagySimulatorOptions } from '../../../platforms/persagy/simulator/options.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';

/** Settings as a configuration gives them. */
export function settingsFor(url: string, more: Record<string, unknown> = {}): PersagySettings {
  return persagySettings.parse({ ...persagySimulator.settings(url), ...more });
}

/** Settings of a third party. */
export function thirdPartyFor(url: string, accountId: string): PersagySettings {
  const third = { clientId: 'DEMO-CLIENT', accountId, accountBelong: '0' };
  return persagySettings.parse({ kind: 'persagy', baseUrl: url, ...third });
}

/** A client that ends with the test. */
export function clientFor(settings: PersagySettings, now?: () => number): PersagyClient {
  const client = createPersagyClient(settings, now);
  onTestFinished(() => client.close());
  return client;
}

/** A simulated platform, a client of it, and what it holds. */
export interface Rig {
  url: string;
  client: PersagyClient;
  control: PlatformControl;
  state(): Promise<Record<string, Record<string, unknown>[]>>;
}

/** A simulated platform that ends with the test. */
export async function startPlatform(
  options: Partial<PersagySimulatorOptions> = {},
  settings: Record<string, unknown> = {},
): Promise<Rig> {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelrail-persagy-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const simulator = await startPersagySimulator({ dataDir, ...options });
  onTestFinished(() => simulator.close());
  const control = platformControl(simulator.url);
  const client = clientFor(settingsFor(simulator.url, settings));
  return { url: simulator.url, client, control, state: () => control.state() };
}
