import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../fences/cruise.ts';
import { type Consumer, createConsumer } from '../support/consumer.ts';
import { COMPILE_TIMEOUT_MS, LIBRARY_ANSWER, problemsAsBundled, useLibrary } from './library.ts';

const run = promisify(execFile);

/** Packed; the bundle of workflows with its source map is a third of it. */
const MAX_PACKED_BYTES = 2.5 * 1024 * 1024;

let consumer: Consumer;

beforeAll(async () => {
  consumer = await createConsumer({ name: 'modelrail', path: '.', dependencies: 'links' });
  await consumer.add('test/fixtures/consumer.ts');
  await consumer.add('docs/examples/ingest.ts');
});

afterAll(() => consumer[Symbol.asyncDispose]());

describe('the package', () => {
  test('has the program, the library, the workflow bundle and the documents, and nothing else', () => {
    const { files, size } = consumer.packed;
    expect(files).toEqual(
      expect.arrayContaining([
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'README.zh-CN.md',
        'SECURITY.md',
        'package.json',
        'dist/cli/main.js',
        'dist/client/index.js',
        'dist/client/index.d.ts',
        'dist/workflow-bundle.cjs',
        'docs/README.md',
        'docs/examples/ingest.py',
        'docs/examples/ingest.sh',
        'docs/examples/ingest.ts',
        'docs/zh/README.md',
      ]),
    );
    expect(
      files.filter(
        (path) =>
          !/^(dist|deploy|docs)\/|^(LICENSE|(CHANGELOG|README(\.zh-CN)?|SECURITY)\.md|package\.json)$/.test(path),
      ),
    ).toEqual([]);
    const built = /\.(js|cjs|d\.ts)$|^dist\/gateway\/page\/[^/]+\.(css|html|svg)$/;
    expect(files.filter((path) => path.startsWith('dist/') && !built.test(path))).toEqual([]);
    expect(size).toBeLessThan(MAX_PACKED_BYTES);
  });

  test('runs as a program from where npm puts it', async () => {
    const program = join(consumer.folder, 'node_modules', '.bin', 'modelrail');
    const help = await run(process.execPath, [program, '--help']);
    expect(help.stdout).toContain('Usage: modelrail');
    const version = await run(program, ['--version']);
    expect(version.stdout.trim()).toContain(consumer.manifest.version);
  });

  test('delivers a model from an empty folder by its demo', async () => {
    const { TEMPORAL_ADDRESS: _address, MODELRAIL_CONFIG: _config, ...env } = process.env;
    const { stdout } = await run('npx', ['--no-install', 'modelrail', 'demo', '--json'], { cwd: consumer.folder, env });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', files: [{ status: 'registered' }] });
  });
});

describe('the library', () => {
  test('is used as a whole by the program that checks its types', async () => {
    const exported = await readFile(join(projectRoot, 'client', 'index.ts'), 'utf8');
    const names = [...exported.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = '']) =>
      list.split(',').flatMap((name) => name.replace(/\btype\b/, '').trim() || []),
    );
    const program = await readFile(join(projectRoot, 'test', 'fixtures', 'consumer.ts'), 'utf8');
    const [imports = '', code = ''] = program.split("} from 'modelrail';");
    expect(names.length).toBeGreaterThan(35);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(imports))).toEqual([]);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
  });

  test('has types that a strict project takes as a bundler resolves them', {
    timeout: COMPILE_TIMEOUT_MS,
  }, async () => {
    expect(await problemsAsBundled(consumer)).toEqual([]);
  });

  test('has types and code for Node, and loads no worker, workflow, platform or schema', {
    timeout: COMPILE_TIMEOUT_MS,
  }, async () => {
    const { problems, answer, layers, packages } = await useLibrary(consumer, 'modelrail');
    expect(problems).toEqual([]);
    expect(answer).toEqual(LIBRARY_ANSWER);
    expect(layers).toEqual(['client', 'contracts', 'lib']);
    expect(packages).toContain('@temporalio/client');
    const heavy = /^(zod|yaml|undici|fastify|@temporalio\/(worker|workflow|activity|testing|core-bridge))$/;
    expect(packages.filter((name) => heavy.test(name))).toEqual([]);
  });
});
