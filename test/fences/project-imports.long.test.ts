import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cruise, LAYERS, projectRoot, sourcesBelow } from './cruise.ts';

test('the project keeps all rules, and every file of it has been seen', async () => {
  const parts = [...LAYERS, 'page', 'scripts', 'test', 'vitest.config.ts'];
  const { modules, violations } = await cruise(projectRoot, parts);
  expect(violations).toEqual([]);
  const sources = await sourcesBelow(projectRoot, parts);
  // Fixtures are other people's programs; a kind in test/kinds/ has its place elsewhere.
  const isElsewhere = (path: string) =>
    path.startsWith(join('test', 'fixtures')) || /^test.kinds.[^/\\]+[/\\]/.test(path);
  expect(modules).toEqual(sources.filter((path) => !isElsewhere(path)));
  expect(modules.length).toBeGreaterThan(150);
});
