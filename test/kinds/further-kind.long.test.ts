import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporalAddress } from '../support/provided.ts';
import { addKind, codeOf, complaintsOf, copyProject, diffOf } from './add-kind.ts';
import { DROP_BOX } from './drop-box.ts';

/** The whole program is compiled, checked, built and run: minutes where others use the machine, too. */
const TIMEOUT_MS = 20 * 60_000;

const OXLINT = join('node_modules', 'oxlint', 'bin', 'oxlint');

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'modelrail-kind-'));
  await copyProject(root);
  await addKind(root, DROP_BOX);
}, TIMEOUT_MS);
afterAll(() => rm(root, { recursive: true, force: true }));

test('a further kind of platform is its own folders, and two lines in each registry', async () => {
  const { stat, files } = await diffOf(root);
  console.log(stat);
  const isOwn = new RegExp(`(^|/)${DROP_BOX.kind}[/.-]`);
  const others = [...files].filter(([path]) => !isOwn.test(path));
  expect(others).toEqual(
    Object.keys(DROP_BOX.registries)
      .toSorted()
      .map((path) => [path, [2, 0]]),
  );
});

// In this order: the tests run what was built, and some of them are compiled against it.
test.each([
  ['is built', ['--import', 'tsx', 'scripts/build.ts']],
  ['keeps types and rules', ['--import', 'tsx', 'scripts/check.ts', 'sandbox', 'types', 'imports', 'unused']],
  ['is written as the rest is', [OXLINT, '--type-aware', '--deny-warnings', ...codeOf(DROP_BOX.kind)]],
  ['is complete, and its page too', vitest('vitest.config.ts', 'test/fences/kinds.test.ts', 'test/docs')],
  [
    'does what its own tests want, and conforms',
    vitest('vitest.long.config.ts', `test/e2e/${DROP_BOX.kind}`, `test/conformance/${DROP_BOX.kind}`),
  ],
])(
  'it %s',
  async (_, args) => {
    expect(await complaintsOf(root, args, { TEMPORAL_ADDRESS: temporalAddress() })).toBe('');
  },
  TIMEOUT_MS,
);

/** The arguments of Node for those tests of a set whose paths have one of these words, beside other tests of the outer run. */
function vitest(set: string, ...words: string[]): string[] {
  return [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', set, '--maxWorkers', '2', ...words];
}
