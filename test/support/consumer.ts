import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../fences/cruise.ts';

const run = promisify(execFile);
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** What the tests read of a package's manifest. */
export interface Manifest {
  version: string;
  bin: Record<string, string>;
  dependencies: Record<string, string>;
}

/** A project of somebody else that has modelrail installed from its packed package. */
export interface Consumer extends AsyncDisposable {
  folder: string;
  /** Where the package was installed. */
  installed: string;
  manifest: Manifest;
  /** Files of the package, and its packed size in bytes. */
  packed: { files: string[]; size: number };
  /** Puts a program into the project, under its own name or `name`. */
  add(path: string, name?: string): Promise<void>;
  /** Makes JavaScript of the project's programs, strictly; answers where it is and what the compiler has against them. */
  compile(compilerOptions: Record<string, unknown>): Promise<{ outDir: string; problems: string[] }>;
}

/** Packs the built package and installs it as npm does, its dependencies taken from those of this project. */
export async function createConsumer(): Promise<Consumer> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'modelrail-consumer-')));
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'modelrail');
  await mkdir(installed, { recursive: true });
  // What is packed was built before the tests.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', pack, { cwd: projectRoot });
  // npm's own form.
  const [told] = JSON.parse(stdout) as [{ filename: string; size: number; files: { path: string }[] }];
  await run('tar', ['-xzf', join(folder, told.filename), '--strip-components=1', '-C', installed]);
  const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as Manifest;
  for (const name of [...Object.keys(manifest.dependencies), '@types/node']) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(projectRoot, 'node_modules', name), join(modules, name));
  }
  await mkdir(join(modules, '.bin'));
  for (const [name, path] of Object.entries(manifest.bin)) {
    await symlink(join('..', 'modelrail', path), join(modules, '.bin', name));
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));

  return {
    folder,
    installed,
    manifest,
    packed: { files: told.files.map(({ path }) => path), size: told.size },
    async add(path, name = path.slice(path.lastIndexOf('/') + 1)) {
      await writeFile(join(folder, name), await readFile(join(projectRoot, path)));
    },
    async compile(options) {
      const outDir = join(folder, 'out');
      const compilerOptions = { target: 'ES2022', lib: ['ES2022'], types: ['node'], strict: true, outDir, ...options };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
      return { outDir, problems: await problemsOf([tsc, '-p', folder]) };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** Its first line of each thing that the compiler has to say. */
async function problemsOf(command: string[]): Promise<string[]> {
  try {
    await run(process.execPath, command);
    return [];
  } catch (error) {
    const told = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    if (told === '') throw error;
    return told.split('\n').filter((line) => line !== '' && !line.startsWith(' '));
  }
}

/** The scripts that a program loaded, as Node tells when `NODE_V8_COVERAGE` names a folder. */
export async function loadedScripts(coverage: string): Promise<string[]> {
  const names = await readdir(coverage);
  const reports = await Promise.all(names.map((name) => readFile(join(coverage, name), 'utf8')));
  return reports.flatMap((text) => {
    // Node's own form.
    const { result } = JSON.parse(text) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
}
