import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../fences/cruise.ts';

const run = promisify(execFile);
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** What the tests read of a package's manifest. */
export interface Manifest {
  version: string;
  bin?: Record<string, string>;
  dependencies: Record<string, string>;
}

/** A package of this project. */
export interface PackedPackage {
  name: string;
  /** Its folder in this project. */
  path: string;
  /** What brings its dependencies: npm, from the registry that it is configured with, or links to those of this project. */
  dependencies: 'npm' | 'links';
}

/** A project of somebody else that has a package of this one installed, as it is packed. */
export interface Consumer extends AsyncDisposable {
  folder: string;
  /** Where the package was installed. */
  installed: string;
  manifest: Manifest;
  /** Files of the package, and its packed size in bytes. */
  packed: { files: string[]; size: number };
  /** Puts a program that imports `modelrail` into the project; it imports the installed package there. */
  add(path: string): Promise<void>;
  /** Makes JavaScript of the project's programs, strictly; answers where it is and what the compiler has against them. */
  compile(compilerOptions: Record<string, unknown>): Promise<{ outDir: string; problems: string[] }>;
}

/** Packs a built package and installs it in a project of its own. */
export async function createConsumer({ name, path, dependencies }: PackedPackage): Promise<Consumer> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'modelrail-consumer-')));
  const modules = join(folder, 'node_modules');
  const installed = join(modules, name);
  // What is packed was built before the tests.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', pack, { cwd: join(projectRoot, path) });
  // npm's own form.
  const [told] = JSON.parse(stdout) as [{ filename: string; size: number; files: { path: string }[] }];
  const project = { name: 'consumer', private: true, type: 'module', devDependencies: await nodeTypes() };
  await writeFile(join(folder, 'package.json'), JSON.stringify(project));
  const place = dependencies === 'npm' ? installByNpm : installByLinks;
  await place(folder, join(folder, told.filename), installed);

  return {
    folder,
    installed,
    manifest: await readManifest(installed),
    packed: { files: told.files.map((file) => file.path), size: told.size },
    async add(program) {
      const text = await readFile(join(projectRoot, program), 'utf8');
      await writeFile(join(folder, basename(program)), text.replaceAll("from 'modelrail'", `from '${name}'`));
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

async function readManifest(folder: string): Promise<Manifest> {
  // Written by us.
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Types of Node, in the version that this project compiles with. */
async function nodeTypes(): Promise<Record<string, string>> {
  const { version } = await readManifest(join(projectRoot, 'node_modules', '@types', 'node'));
  return { '@types/node': version };
}

async function installByNpm(folder: string, tarball: string): Promise<void> {
  // What `npm ci` has fetched is not fetched again.
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], { cwd: folder });
}

async function installByLinks(folder: string, tarball: string, installed: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed]);
  const { dependencies, bin = {} } = await readManifest(installed);
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(projectRoot, 'node_modules', name), join(modules, name));
  }
  await mkdir(join(modules, '.bin'));
  for (const [name, path] of Object.entries(bin)) {
    await symlink(relative(join(modules, '.bin'), join(installed, path)), join(modules, '.bin', name));
  }
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
