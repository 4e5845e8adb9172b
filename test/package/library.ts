import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Consumer, loadedScripts } from '../support/consumer.ts';
import { temporalAddress } from '../support/provided.ts';
import { freshTaskQueue } from '../support/stand-in-worker.ts';

const run = promisify(execFile);

/** The compiler reads all types of Temporal's API, on a busy machine for half a minute. */
export const COMPILE_TIMEOUT_MS = 180_000;

/** What `test/fixtures/consumer.ts` prints when the library does all that it has to. */
export const LIBRARY_ANSWER = {
  isId: true,
  isAttached: [false, true],
  isSameRun: true,
  isListed: true,
  state: 'open',
  refusals: ['AlreadyExists', 'NotFound'],
  seen: 'running',
  own: true,
};

/** What a strict TypeScript project, built by a bundler, has against the programs of a consumer. */
export async function problemsAsBundled(consumer: Consumer): Promise<string[]> {
  const bundled = { module: 'ESNext', moduleResolution: 'Bundler', skipLibCheck: true, noEmit: true };
  const { problems } = await consumer.compile(bundled);
  return problems;
}

/** What came of a program that uses the whole library. */
export interface LibraryUse {
  /** What a strict TypeScript project for Node has against it. */
  problems: string[];
  /** What it printed. */
  answer: unknown;
  /** Folders of the library, and packages, that it loaded; sorted. */
  layers: string[];
  packages: string[];
}

/** Compiles `test/fixtures/consumer.ts` in a consumer of the package `name` and runs it against the tests' Temporal. */
export async function useLibrary(consumer: Consumer, name: string): Promise<LibraryUse> {
  const { outDir, problems } = await consumer.compile({
    module: 'NodeNext',
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: false,
  });
  const coverage = join(consumer.folder, 'coverage');
  const env = { TEMPORAL_ADDRESS: temporalAddress(), MODELRAIL_TASK_QUEUE: freshTaskQueue() };
  const { stdout } = await run(process.execPath, [join(outDir, 'consumer.js')], {
    env: { ...process.env, ...env, NODE_V8_COVERAGE: coverage },
  });
  const scripts = await loadedScripts(coverage);
  const layer = new RegExp(`/node_modules/${name}/dist/([^/]+)`);
  return {
    // Of what all declarations have against them some is Temporal's own: it takes `ms` without types.
    problems: problems.filter((line) => !line.includes('node_modules/@temporalio/')),
    answer: JSON.parse(stdout),
    layers: sortedOnce(scripts.flatMap((url) => layer.exec(url)?.[1] ?? [])),
    packages: sortedOnce(scripts.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])),
  };
}

function sortedOnce(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
