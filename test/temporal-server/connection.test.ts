import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveTemporal } from '../../lib/temporal-server/connection.ts';

const SECTION = { address: '127.0.0.1:7233', namespace: 'default' };
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-connection-'));
  file = join(folder, 'temporal.toml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An environment in which Temporal's own configuration file is ours, or none. */
function environment(more: Record<string, string>): NodeJS.ProcessEnv {
  return { TEMPORAL_CONFIG_FILE: file, ...more };
}

test("the section counts when Temporal's own settings say nothing", () => {
  expect(resolveTemporal(SECTION, environment({}))).toEqual({
    connectionOptions: { address: '127.0.0.1:7233' },
    namespace: 'default',
  });
});

test("Temporal's environment variables win, each for itself", () => {
  expect(resolveTemporal(SECTION, environment({ TEMPORAL_ADDRESS: 'host:1' }))).toEqual({
    connectionOptions: { address: 'host:1' },
    namespace: 'default',
  });
  expect(resolveTemporal(SECTION, environment({ TEMPORAL_NAMESPACE: 'models', TEMPORAL_API_KEY: 'key' }))).toEqual({
    connectionOptions: { address: '127.0.0.1:7233', apiKey: 'key', tls: true },
    namespace: 'models',
  });
});

test("a profile of Temporal's configuration file wins, and its variables win over that", async () => {
  await writeFile(
    file,
    '[profile.default]\naddress = "file:1"\nnamespace = "file"\n[profile.other]\naddress = "other:1"\n',
  );
  expect(resolveTemporal(SECTION, environment({ TEMPORAL_NAMESPACE: 'variable' }))).toEqual({
    connectionOptions: { address: 'file:1' },
    namespace: 'variable',
  });
  expect(resolveTemporal(SECTION, environment({ TEMPORAL_PROFILE: 'other' }))).toEqual({
    connectionOptions: { address: 'other:1' },
    namespace: 'default',
  });
});

test('settings that cannot be read are an error of the request', async () => {
  await writeFile(file, 'address = ');
  expect(() => resolveTemporal(SECTION, environment({}))).toThrow(
    expect.objectContaining({ type: 'InvalidRequest', message: expect.stringContaining("Temporal's own settings") }),
  );
});
