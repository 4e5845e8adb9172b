import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../fences/cruise.ts';

const run = promisify(execFile);

/** A kind of platform that lies in `test/kinds/`, and how the layers call it. */
export interface FurtherKind {
  /** `drop-box`. */
  kind: string;
  /** For each registry what it imports, and from which of the kind's files. */
  registries: Readonly<Record<string, { name: string; from: string }>>;
}

/** Where each folder of a kind goes. */
const FOLDERS: Readonly<Record<string, (kind: string) => string>> = {
  contracts: (kind) => `contracts/${kind}`,
  workflows: (kind) => `workflows/${kind}`,
  activities: (kind) => `activities/${kind}`,
  platforms: (kind) => `platforms/${kind}`,
  docs: () => 'docs/platforms',
  'docs-zh': () => 'docs/zh/platforms',
  e2e: (kind) => `test/e2e/${kind}`,
  conformance: () => 'test/conformance',
};

/** Folders whose files are tests. */
const TESTS: ReadonlySet<string> = new Set(['e2e', 'conformance']);

/** The kind whose lines show where those of another one go. */
const MODEL = 'chongqing-bim';

/** Where in a copy the code of a kind lies. */
export function codeOf(kind: string): string[] {
  const code = Object.entries(FOLDERS).filter(([folder]) => !folder.startsWith('docs'));
  return code.map(([folder, place]) =>
    folder === 'conformance' ? `${place(kind)}/${kind}.long.test.ts` : place(kind),
  );
}

/** Copies what git knows of the project, as it is, into `root`, with the packages that are installed. */
export async function copyProject(root: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z'], { cwd: projectRoot, maxBuffer: 64 * 1024 * 1024 });
  for (const path of stdout.split('\0').filter((name) => name !== '')) {
    // What was removed and not committed is not there.
    if ((await stat(join(projectRoot, path)).catch(() => undefined)) === undefined) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await copyFile(join(projectRoot, path), join(root, path));
  }
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'), 'junction');
  await git(root, 'init', '--quiet');
  await git(root, 'add', '--all');
  await commit(root, 'before');
}

/** Puts a kind into a copy of the project: its folders, and its lines in the registries. */
export async function addKind(root: string, { kind, registries }: FurtherKind): Promise<void> {
  for (const folder of await readdir(join(projectRoot, 'test', 'kinds', kind))) {
    const target = FOLDERS[folder]?.(kind);
    if (target === undefined) throw new Error(`nothing is known of ${kind}/${folder}`);
    const source = join(projectRoot, 'test', 'kinds', kind, folder);
    await mkdir(join(root, target), { recursive: true });
    for (const name of await readdir(source)) {
      // Where they lie they are no tests of the project's own.
      const placed = TESTS.has(folder) ? name.replace(/\.ts$/, '.long.test.ts') : name;
      await cp(join(source, name), join(root, target, placed), { recursive: true });
    }
  }
  for (const [path, { name, from }] of Object.entries(registries)) {
    const lines = (await readFile(join(root, path), 'utf8')).split('\n');
    insertAfter(lines, (line) => line.startsWith('import ') && line.includes(`/${MODEL}/`), path, [
      `import { ${name} } from './${kind}/${from}';`,
    ]);
    insertAfter(lines, (line) => line.startsWith(`  '${MODEL}': `), path, [`  '${kind}': ${name},`]);
    await writeFile(join(root, path), lines.join('\n'));
  }
  await git(root, 'add', '--all');
}

function insertAfter(lines: string[], isModel: (line: string) => boolean, path: string, added: string[]): void {
  const at = lines.findIndex(isModel);
  if (at === -1) throw new Error(`${path} has no line of ${MODEL}`);
  lines.splice(at + 1, 0, ...added);
}

/** What was added to the copy, as `git diff --stat` has it, and the lines added to and taken from each file. */
export async function diffOf(
  root: string,
): Promise<{ stat: string; files: Map<string, [added: number, taken: number]> }> {
  const stat = await git(root, 'diff', '--cached', '--stat');
  const numbers = await git(root, 'diff', '--cached', '--numstat');
  const files = numbers
    .trim()
    .split('\n')
    .map((line): [string, [number, number]] => {
      const [added, taken, path = ''] = line.split('\t');
      return [path, [Number(added), Number(taken)]];
    });
  return { stat, files: new Map(files) };
}

/** Runs a program of Node in the copy; answers what it says when it fails, else nothing. */
export async function complaintsOf(
  root: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  // A test run within a test run finds its own settings, not those of the outer one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  try {
    await run(process.execPath, [...args], { cwd: root, env: { ...env, ...more }, maxBuffer: 64 * 1024 * 1024 });
    return '';
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string }; // as: of execFile
    return `${stdout}${stderr}` || message;
  }
}

async function git(root: string, ...args: string[]): Promise<string> {
  return (await run('git', args, { cwd: root, maxBuffer: 64 * 1024 * 1024 })).stdout;
}

async function commit(root: string, message: string): Promise<void> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
  await git(root, ...identity, 'commit', '--quiet', '--no-verify', '-m', message);
}
