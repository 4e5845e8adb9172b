import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from './cruise.ts';

/** What workflow code must not use, one file each. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  fetch: "fetch('http://127.0.0.1')",
  buffer: "Buffer.from('')",
  process: 'process.pid',
  'node-module': "import('node:fs')",
  'node-crypto': "import('node:crypto')",
  timers: 'setInterval(() => undefined, 1)',
  'web-crypto': 'crypto.randomUUID()',
  'structured-clone': 'structuredClone(1)',
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-sandbox-'));
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(projectRoot, 'tsconfig.sandbox.json'),
      compilerOptions: { rootDir: '.' },
      include: ['contracts', 'workflows'],
    }),
  );
  await mkdir(join(folder, 'contracts'));
  await mkdir(join(folder, 'workflows'));
  await writeFile(join(folder, 'contracts', 'fine.ts'), "export const NAME = 'x';\n");
  await writeFile(
    join(folder, 'workflows', 'fine.ts'),
    "import { sleep } from '@temporalio/workflow';\nimport { NAME } from '../contracts/fine.ts';\nexport const nap = () => sleep(NAME.length);\n",
  );
  for (const [name, expression] of Object.entries(FORBIDDEN)) {
    // The import is what a workflow has anyway: the SDK's own types must not bring Node's along.
    const text = `import { sleep } from '@temporalio/workflow';\nexport const both = [sleep, ${expression}];\n`;
    await writeFile(join(folder, 'workflows', `${name}.ts`), text);
    await writeFile(join(folder, 'contracts', `${name}.ts`), `export const it: unknown = ${expression};\n`);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('what is not there when a workflow replays does not compile in contracts and workflows', async () => {
  const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], { cwd: folder }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  const refused = output.split('\n').flatMap((line) => /^(\S+)\(\d+,\d+\): error/.exec(line)?.[1] ?? []);
  const expected = Object.keys(FORBIDDEN).flatMap((name) => [`contracts/${name}.ts`, `workflows/${name}.ts`]);
  expect([...new Set(refused)].toSorted()).toEqual(expected.toSorted());
});
