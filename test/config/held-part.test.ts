import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../lib/config/load.ts';
import { makeFolder, problemsOf } from './write-config.ts';

test('worker.memory has room for what a kind of platform holds of a file, by the key that it names', async () => {
  const held = { own: z.strictObject({ kind: z.literal('own'), block: z.number() }) };
  const cwd = await makeFolder({
    'modelrail.yaml': 'worker: { memory: 4MiB }\nplatforms:\n  big: { kind: own, block: 8388608 }\n',
  });
  const config = await loadConfig({
    kinds: held,
    heldPartOf: ({ block }) => ({ what: 'a block', key: ['block'], bytes: block }),
    cwd,
    env: {},
  });
  expect(await problemsOf(() => config.platform('big'))).toEqual([
    'modelrail.yaml:3: platforms.big.block: a block of 8 MiB does not fit into worker.memory (4 MiB)',
  ]);
});
