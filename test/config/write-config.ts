import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { heldPartOf, platformKinds } from '../../platforms/kinds.ts';

/** A working folder with these files in it, for the duration of a test. */
export async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-config-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** Loads `modelrail.yaml` of this text, beside `files`. */
export async function load(text: string, options: { env?: NodeJS.ProcessEnv; files?: Record<string, string> } = {}) {
  const cwd = await makeFolder({ 'modelrail.yaml': text, ...options.files });
  return loadConfig({ kinds: platformKinds, heldPartOf, cwd, env: options.env ?? {} });
}

/** Settings of a platform of kind `chongqing-bim`. */
export function chongqingSettings(config: Awaited<ReturnType<typeof load>>, name = 'cq') {
  const settings = config.platform(name);
  if (settings.kind !== 'chongqing-bim') throw new Error(`${name} is of another kind`);
  return settings;
}

/** The lines of the error that loading or using a configuration ends with. */
export async function problemsOf(use: Promise<unknown> | (() => unknown)): Promise<string[]> {
  try {
    await (typeof use === 'function' ? use() : use);
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'InvalidRequest') return error.message.split('\n');
    throw error;
  }
  throw new Error('expected an error of type InvalidRequest');
}

/** A complete platform of kind `chongqing-bim` as flow text, with more or other keys put in. */
export function chongqing(more = ''): string {
  return `{ kind: chongqing-bim, baseUrl: "http://127.0.0.1:1", tokenUrl: "http://127.0.0.1:1/token", username: u, password: p, bimApiKey: k${more} }`;
}
