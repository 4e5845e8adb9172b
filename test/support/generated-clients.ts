import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../fences/cruise.ts';

const run = promisify(execFile);
const examples = join(projectRoot, 'docs', 'examples');
const PYTHON = process.env['MODELRAIL_TEST_PYTHON'] ?? 'python3';

/** What a generated client brings to run: command and arguments, before those of the example. */
export interface GeneratedClient {
  command: string;
  args: string[];
  folder: string;
}

/** Generates types from a description, compiles the example with them, and answers the program that was made. */
export async function generateTypeScript(description: string, folder: string): Promise<GeneratedClient> {
  const modules = join(projectRoot, 'node_modules');
  await mkdir(folder, { recursive: true });
  await symlink(modules, join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await cp(join(examples, 'openapi.ts'), join(folder, 'openapi.ts'));
  const compilerOptions = {
    ...{ target: 'ES2022', lib: ['ES2022', 'DOM', 'DOM.Iterable'], module: 'NodeNext', types: ['node'] },
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['openapi.ts'] }));
  const generator = join(modules, 'openapi-typescript', 'bin', 'cli.js');
  await run(process.execPath, [generator, description, '-o', 'modelrail.d.ts'], { cwd: folder });
  await told(run(process.execPath, [join(modules, 'typescript', 'bin', 'tsc'), '-p', '.'], { cwd: folder }));
  return { command: process.execPath, args: [join(folder, 'openapi.js')], folder };
}

/** Why no client for Python can be generated here; undefined where one can. */
export function missingPythonGenerator(): string | undefined {
  if (spawnSync(PYTHON, ['-c', 'import openapi_python_client']).status === 0) return undefined;
  return `${PYTHON} has no package openapi-python-client; MODELRAIL_TEST_PYTHON can name one that has`;
}

/** The same for Python; `warnings`: what the generator says that it left out. */
export async function generatePython(
  description: string,
  folder: string,
): Promise<GeneratedClient & { warnings: string }> {
  await mkdir(folder, { recursive: true });
  await cp(join(examples, 'openapi.py'), join(folder, 'openapi.py'));
  // Its formatter is a program of its own, which only makes it look better.
  const settings = await readFile(join(examples, 'openapi-python-client.yaml'), 'utf8');
  await writeFile(join(folder, 'config.yaml'), `${settings}post_hooks: []\n`);
  const { stdout, stderr } = await told(
    run(
      PYTHON,
      [
        ...['-m', 'openapi_python_client', 'generate', '--path', description, '--meta', 'none'],
        ...['--output-path', 'modelrail_api', '--config', 'config.yaml'],
      ],
      { cwd: folder },
    ),
  );
  await told(run(PYTHON, ['-m', 'compileall', '-q', '.'], { cwd: folder }));
  // Every module of it, not only those that the example needs.
  await told(run(PYTHON, ['-c', IMPORT_ALL], { cwd: folder }));
  return { command: PYTHON, args: [join(folder, 'openapi.py')], folder, warnings: stdout + stderr };
}

const IMPORT_ALL = `
import importlib, pkgutil, modelrail_api
for module in pkgutil.walk_packages(modelrail_api.__path__, 'modelrail_api.'):
    importlib.import_module(module.name)
`;

/** What a compiler says of a failure, as the error. */
async function told<T>(running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error) || !('stderr' in error)) throw error;
    throw new Error(`${error.message}\n${String(error.stdout)}${String(error.stderr)}`, { cause: error });
  }
}
