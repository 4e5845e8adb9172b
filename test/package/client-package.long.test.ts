import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientClosure } from '../../scripts/client-closure.ts';
import { projectRoot } from '../fences/cruise.ts';
import { type Consumer, createConsumer } from '../support/consumer.ts';
import { COMPILE_TIMEOUT_MS, LIBRARY_ANSWER, problemsAsBundled, useLibrary } from './library.ts';

const NAME = 'modelrail-client';
/** Our own files, compressed: a generated or bundled file among them would exceed it. */
const MAX_PACKED_BYTES = 192 * 1024;
/** With everything that npm brings along. */
const MAX_PACKAGES = 60;
const MAX_INSTALLED_BYTES = 60 * 1000 * 1000;
const BLOCK_BYTES = 4096;

const closure = clientClosure(join(projectRoot, 'dist'));

async function readJson(path: string) {
  return JSON.parse(await readFile(path, 'utf8'));
}

describe('the manifest', () => {
  test('has what the library imports and nothing else, in the versions that the project is tested with', async () => {
    const manifest = await readJson(join(projectRoot, 'client', 'package.json'));
    const root = await readJson(join(projectRoot, 'package.json'));
    const { packages: locked } = await readJson(join(projectRoot, 'package-lock.json'));
    expect(Object.keys(manifest.dependencies)).toEqual(closure.packages);
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect.soft({ name, version }).toEqual({ name, version: root.dependencies[name] });
      expect.soft({ name, version }).toEqual({ name, version: locked[`node_modules/${name}`].version });
    }
  });

  test('says of itself what that of modelrail says', async () => {
    const manifest = await readJson(join(projectRoot, 'client', 'package.json'));
    const root = await readJson(join(projectRoot, 'package.json'));
    for (const field of ['version', 'license', 'type', 'engines', 'exports']) {
      expect.soft({ [field]: manifest[field] }).toEqual({ [field]: root[field] });
    }
  });
});

describe('the package', () => {
  let consumer: Consumer;

  beforeAll(async () => {
    consumer = await createConsumer({ name: NAME, path: 'client', dependencies: 'npm' });
    await consumer.add('test/fixtures/consumer.ts');
    await consumer.add('docs/examples/ingest.ts');
  });

  afterAll(() => consumer[Symbol.asyncDispose]());

  test('has the library and what it imports, and nothing else', () => {
    const { files, size } = consumer.packed;
    const library = closure.files.map((path) => `dist/${path}`);
    expect(files.toSorted()).toEqual([...library, 'LICENSE', 'README.md', 'package.json'].toSorted());
    expect(size).toBeLessThan(MAX_PACKED_BYTES);
  });

  test('is small with all that it brings', async () => {
    const modules = join(consumer.folder, 'node_modules');
    const { packages } = await readJson(join(modules, '.package-lock.json'));
    expect(Object.keys(packages)).toContain(`node_modules/${NAME}`);
    expect(Object.keys(packages).length).toBeLessThanOrEqual(MAX_PACKAGES);
    expect(await bytesOnDisk(modules)).toBeLessThanOrEqual(MAX_INSTALLED_BYTES);
  });

  test('has types that a strict project takes as a bundler resolves them', {
    timeout: COMPILE_TIMEOUT_MS,
  }, async () => {
    expect(await problemsAsBundled(consumer)).toEqual([]);
  });

  test('starts, finds and cancels an ingestion by what npm installed with it', {
    timeout: COMPILE_TIMEOUT_MS,
  }, async () => {
    const { problems, answer, layers } = await useLibrary(consumer, NAME);
    expect(problems).toEqual([]);
    expect(answer).toEqual(LIBRARY_ANSWER);
    expect(layers).toEqual(['client', 'contracts', 'lib']);
  });
});

/** What `du` counts: files in whole blocks of a usual file system. */
async function bytesOnDisk(folder: string): Promise<number> {
  const paths = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(paths.map(async (path) => (await lstat(join(folder, path))).size));
  return sizes.reduce((sum, size) => sum + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES, 0);
}
