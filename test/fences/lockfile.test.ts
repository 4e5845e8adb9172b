import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lockfileProblems } from '../../scripts/lockfile.ts';

test.each(['package-lock.json', 'bench/rivals/package-lock.json'])('%s has a hash for every package', async (name) => {
  const text = await readFile(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
  expect(lockfileProblems(name, text)).toEqual([]);
  expect(Object.keys(JSON.parse(text).packages).length).toBeGreaterThan(20);
});

test('a package without a hash, and an address, are found', () => {
  const packages = {
    '': { name: 'modelrail' },
    'node_modules/linked': { link: true },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b': { version: '1.0.0', optional: true },
    'node_modules/c': { version: '1.0.0', integrity: 'sha512-c', resolved: 'https://registry.example.com/c.tgz' },
  };
  expect(lockfileProblems('lock', JSON.stringify({ packages }))).toEqual([
    'lock: node_modules/b has no "integrity": remove it there and run npm install --package-lock-only',
    'lock has "resolved" addresses: make it with omit-lockfile-registry-resolved',
  ]);
});
