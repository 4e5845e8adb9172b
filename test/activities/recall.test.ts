import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { createRecall, type Memory, type Recall } from '../../activities/recall.ts';
import type { EarlierContent } from '../../contracts/remembered.ts';
import { englishOf } from '../../contracts/sentences.ts';

/** A memory in which one ingestion has delivered all contents; it keeps what it was asked. */
function memoryOf(more: Partial<Memory> = {}): Memory & { looks: string[][] } {
  const looks: string[][] = [];
  const delivered = (hash: string): [string, EarlierContent[]] => [hash, [{ id: 'earlier', outcome: 'delivered' }]];
  return {
    looks,
    async contents(_platform, hashes) {
      looks.push([...hashes]);
      return new Map(hashes.map(delivered));
    },
    keptContents: (_platform, hashes) => new Map(hashes.map(delivered)),
    versions: async () => new Map(),
    whoMadeProject: async () => undefined,
    isProjectUnseen: async () => undefined,
    ...more,
  };
}

async function ask(recall: Recall, asking: string, ...hashes: string[]): Promise<ReadonlyMap<string, string>> {
  const sentences = await recall.contents({ platform: 'cq', asking, hashes });
  return new Map([...sentences].map(([hash, one]) => [hash, englishOf(one)]));
}

describe('contents', () => {
  test('that are asked about while Temporal is asked are asked about together', async () => {
    const memory = memoryOf();
    const recall = createRecall(memory);

    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((hash) => ask(recall, hash, hash, 'x')));

    expect(memory.looks).toEqual([
      ['a', 'x'],
      ['b', 'x', 'c', 'd'],
    ]);
    const words = 'this content was delivered before, by earlier';
    expect(answers[3]).toEqual(
      new Map([
        ['d', words],
        ['x', words],
      ]),
    );
  });

  test('of one ingestion are looked for four times, and known from what was read after that', async () => {
    const memory = memoryOf();
    const recall = createRecall(memory);

    for (const hash of ['1', '2', '3', '4', '5', '6']) expect((await ask(recall, 'large', hash)).has(hash)).toBe(true);

    expect(memory.looks).toEqual([['1'], ['2'], ['3'], ['4']]);
  });

  test('are not warned of by what the ingestion itself has delivered', async () => {
    expect(await ask(createRecall(memoryOf()), 'earlier', 'a')).toEqual(new Map());
  });

  test('are unknown where Temporal refuses', async () => {
    const recall = createRecall(memoryOf({ contents: () => Promise.reject(new Error('no')) }));
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    expect(await environment.run(() => ask(recall, 'one', 'a'))).toEqual(new Map());
  });
});

describe('a target', () => {
  const request = { platform: 'cq', project: { id: 'p-1' }, files: [] };

  test('that is known is not looked for again', async () => {
    let looks = 0;
    const isProjectUnseen = async () => {
      looks += 1;
      return false;
    };
    const recall = createRecall(memoryOf({ isProjectUnseen }));
    for (const id of ['a', 'b']) expect(await recall.target('chongqing-bim', request, id)).toBeUndefined();
    expect(looks).toBe(1);
  });

  test('of more ingestions than can be looked for in a moment is not told', async () => {
    const recall = createRecall(memoryOf({ isProjectUnseen: async () => true }));
    const told = await Promise.all(
      Array.from({ length: 20 }, (_, n) => recall.target('chongqing-bim', request, String(n))),
    );
    expect(told.filter((one) => one !== undefined)).toHaveLength(3);
  });
});
