import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fc, test as propertyTest } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../lib/simulation/store.ts';
import { temporaryFolder } from './platform.ts';

const number = (value: unknown) => z.number().parse(value);

const change = fc.record({
  collection: fc.constantFrom('a', 'b'),
  key: fc.constantFrom('x', 'y', 'ключ\n', '__proto__'),
  value: fc.option(fc.integer()),
  reopens: fc.boolean(),
});

propertyTest.prop([fc.array(change)], { numRuns: 50 })(
  'holds what was set last, over any restarts',
  async (changes) => {
    const path = join(await temporaryFolder(), 'state.jsonl');
    const expected = new Map([
      ['a', new Map<string, number>()],
      ['b', new Map<string, number>()],
    ]);
    let { store, collections } = open(path);
    for (const { collection, key, value, reopens } of changes) {
      if (reopens) {
        store.close();
        ({ store, collections } = open(path));
      }
      if (value === null) {
        expected.get(collection)?.delete(key);
        collections.get(collection)?.delete(key);
      } else {
        expected.get(collection)?.set(key, value);
        collections.get(collection)?.set(key, value);
      }
    }
    store.close();
    ({ store, collections } = open(path));
    for (const [name, values] of expected) expect(new Map(collections.get(name)?.entries())).toEqual(values);
    store.close();
  },
);

function open(path: string) {
  const store = openStore(path);
  return { store, collections: new Map(['a', 'b'].map((name) => [name, store.collection(name, number)])) };
}

test('a journal of many changes to few values stays short', async () => {
  const path = join(await temporaryFolder(), 'state.jsonl');
  const store = openStore(path);
  const values = store.collection('a', number);
  for (let value = 0; value < 20_000; value += 1) values.set(`key${value % 3}`, value);
  store.close();
  expect((await readFile(path, 'utf8')).split('\n').length).toBeLessThan(6_000);
  expect(new Map(openStore(path).collection('a', number).entries()).get('key1')).toBe(19_999);
});

test('a line that was cut off is dropped, a broken one is told', async () => {
  const path = join(await temporaryFolder(), 'state.jsonl');
  const store = openStore(path);
  store.collection('a', number).set('x', 1);
  store.close();
  await appendFile(path, '["set","a","x",');
  const again = openStore(path);
  expect(again.collection('a', number).get('x')).toBe(1);
  again.close();

  await writeFile(path, 'nonsense\n');
  expect(() => openStore(path)).toThrow(/state\.jsonl:1 is not a line/);
});

test('clear forgets everything, on disk too', async () => {
  const path = join(await temporaryFolder(), 'state.jsonl');
  const store = openStore(path);
  const values = store.collection('a', number);
  values.set('x', 1);
  store.clear();
  expect(values.size).toBe(0);
  values.set('y', 2);
  store.close();
  expect([...openStore(path).collection('a', number).entries()]).toEqual([['y', 2]]);
});
