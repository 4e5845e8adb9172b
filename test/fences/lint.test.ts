import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from './cruise.ts';

/** What the linter must refuse, one file each, by the rule that does. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  'typescript(no-explicit-any)': 'export const value: any = 1;',
  'typescript(no-non-null-assertion)': "export const size = (text?: string) => text!.length;\nsize('');",
  'typescript(no-floating-promises)': 'export function start() {\n  Promise.resolve(1);\n}',
  'typescript(no-misused-promises)': 'export const is = (later: Promise<boolean>) => (later ? 1 : 2);',
  'typescript(ban-ts-comment)': "// @ts-ignore\nexport const value: string = 'x';",
  'import(no-default-export)': 'export default 1;',
  'unicorn(prefer-node-protocol)': "export { join } from 'path';",
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-lint-'));
  await copyFile(join(projectRoot, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  const compilerOptions = { strict: true, target: 'ES2023', module: 'NodeNext', types: [] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(join(folder, 'fine.ts'), 'export const value = 1;\n');
  for (const [position, text] of Object.values(FORBIDDEN).entries())
    await writeFile(join(folder, `bad-${position}.ts`), `${text}\n`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('forgotten awaits, any and non-null assertions are refused', async () => {
  const program = join(projectRoot, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const args = [program, '--type-aware', '--format', 'unix', '.'];
  // The folder has no node_modules that the type-aware half could be found in.
  const env = { ...process.env, OXLINT_TSGOLINT_PATH: join(projectRoot, 'node_modules', '.bin', 'tsgolint') };
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env }, (_error, stdout) => resolve(stdout));
  });
  const reported = output.split('\n').flatMap((line) => {
    const [, file, rule] = /([\w-]+)\.ts:\d+:\d+: .*\[Error\/(.+)\]$/.exec(line) ?? [];
    return file === undefined || rule === undefined ? [] : [`${file} ${rule}`];
  });
  expect(reported.toSorted()).toEqual(
    Object.keys(FORBIDDEN)
      .map((rule, position) => `bad-${position} ${rule}`)
      .toSorted(),
  );
});
