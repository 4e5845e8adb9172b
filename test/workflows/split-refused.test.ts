import { fc, test as property } from '@fast-check/vitest';
import { ApplicationFailure } from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import type { IngestRequest } from '../../contracts/request.ts';
import { chongqingBimDelivery as delivery } from '../../workflows/chongqing-bim/delivery.ts';
import { sendInParts } from '../../workflows/chongqing-bim/split-refused.ts';
import type { RunFile } from '../../workflows/ingest/ingest-run.ts';
import { createState } from '../../workflows/ingest/ingest-state.ts';

const identity = { id: 'i', runId: 'r', startedAt: '2026-01-01T00:00:00Z' };

function modelsCalled(names: readonly string[]): RunFile[] {
  const request: IngestRequest = { platform: 'cq', files: names.map((name) => ({ source: `/m/${name}`, name })) };
  return createState(delivery, request, identity, undefined).files.map((file, index) => {
    file.hash = index.toString(16).padStart(32, 'a');
    return { index, file };
  });
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `${number}.ifc`);
}

function refusal(words: string): ApplicationFailure {
  const details = [{ outcomeUnknown: false, refusal: words }];
  return ApplicationFailure.create({
    type: 'PlatformRefused',
    message: `POST /x: ${words}`,
    nonRetryable: true,
    details,
  });
}

/** Sends the models to a platform that refuses a list in the words of `judge`, if it has any; answers their positions. */
async function sendModels(
  all: readonly RunFile[],
  judge: (list: readonly RunFile[]) => string | undefined,
  wasTaken = false,
) {
  const seen = { calls: 0, taken: [] as number[], unfit: [] as number[], given: [] as number[] };
  const positions = (models: readonly RunFile[]) => models.map(({ index }) => index);
  await sendInParts<{ models: readonly RunFile[] }>(
    [{ models: all }],
    {
      async send({ models }) {
        seen.calls += 1;
        const words = judge(models);
        if (words !== undefined) throw refusal(words);
        seen.taken.push(...positions(models));
      },
      wasTaken: () => wasTaken,
      divide: (_, groups) => groups.map((models) => ({ models })),
      giveUp(_, models, { isUnfit }) {
        (isUnfit ? seen.unfit : seen.given).push(...positions(models));
      },
    },
    () => true,
  );
  return seen;
}

/** The same by names. */
async function sendTo(
  names: readonly string[],
  judge: (list: readonly string[]) => string | undefined,
  wasTaken = false,
) {
  const sent = await sendModels(modelsCalled(names), (list) => judge(list.map(({ file }) => file.name)), wasTaken);
  const named = (positions: readonly number[]) => positions.flatMap((position) => names[position] ?? []);
  return { calls: sent.calls, delivered: named(sent.taken), unfit: named(sent.unfit), given: named(sent.given) };
}

describe('a list that is refused because of single models', () => {
  test('goes on without the one that the words name', async () => {
    const sent = await sendTo(['tower.ifc', 'big tower.ifc', 'house.ifc'], (list) =>
      list.includes('big tower.ifc') ? '文件big tower.ifc不符合要求' : undefined,
    );
    expect(sent).toMatchObject({ calls: 2, unfit: ['big tower.ifc'], delivered: ['tower.ifc', 'house.ifc'] });
  });

  test('goes on without the one whose MD5 stands in the words', async () => {
    const [, second] = modelsCalled(['a.ifc', 'b.ifc', 'c.ifc']);
    const sent = await sendTo(['a.ifc', 'b.ifc', 'c.ifc'], (list) =>
      list.includes('b.ifc') ? `bad file ${second?.file.hash.toUpperCase()}` : undefined,
    );
    expect(sent).toMatchObject({ calls: 2, unfit: ['b.ifc'], delivered: ['a.ifc', 'c.ifc'] });
  });

  test('is halved when the words name none', async () => {
    const sent = await sendTo(numbered(1_000), (list) => (list.includes('617.ifc') ? '文件不符合要求' : undefined));
    expect(sent.unfit).toEqual(['617.ifc']);
    expect(sent.delivered).toEqual(numbered(1_000).filter((name) => name !== '617.ifc'));
    expect(sent.calls).toBeLessThanOrEqual(21);
  });

  test('is halved when the words name all, or a part of a longer name', async () => {
    const judge = (list: readonly string[]) => (list.includes('b.ifc') ? `refused: ${list.join(', ')}` : undefined);
    expect(await sendTo(['a.ifc', 'b.ifc', 'c.ifc'], judge)).toMatchObject({
      unfit: ['b.ifc'],
      delivered: ['a.ifc', 'c.ifc'],
    });
    const other = await sendTo(['a.ifc', 'b.ifc'], (list) => (list.includes('b.ifc') ? 'no aa.ifc here' : undefined));
    expect(other).toMatchObject({ unfit: ['b.ifc'], delivered: ['a.ifc'] });
  });

  test('costs the namesake of the unfit one nothing', async () => {
    const contents = ['1/house.ifc', '2/house.ifc', '3/tower.ifc'];
    const models = modelsCalled(['house.ifc', 'house.ifc', 'tower.ifc']);
    const { unfit, taken } = await sendModels(models, (list) =>
      list.some(({ index }) => index === 1) ? 'house.ifc: 文件不符合要求' : undefined,
    );
    expect(unfit.map((index) => contents[index])).toEqual(['2/house.ifc']);
    expect(taken.map((index) => contents[index])).toEqual(['3/tower.ifc', '1/house.ifc']);
  });

  test('costs another one of the same content nothing', async () => {
    const models = modelsCalled(['a b.ifc', 'b.ifc', 'c.ifc']);
    for (const { file } of models.slice(0, 2)) file.hash = 'f'.repeat(32);
    const { unfit, taken } = await sendModels(models, (list) =>
      list.some(({ index }) => index === 0) ? `a b.ifc (${'f'.repeat(32)})` : undefined,
    );
    expect(unfit).toEqual([0]);
    expect(taken).toEqual([2, 1]);
  });

  test('costs those nothing that are named up to where the words are cut', async () => {
    const sent = await sendTo(numbered(1_000), (list) =>
      list.includes('617.ifc') ? `${`文件不符合要求：${list.join('、')}`.slice(0, 1_999)}…` : undefined,
    );
    expect(sent).toMatchObject({ unfit: ['617.ifc'], given: [] });
    expect(sent.calls).toBeLessThanOrEqual(60);
  });

  test('is told by a name whose blanks the words have as one', async () => {
    const sent = await sendTo(['big  tower.ifc', 'tower.ifc', 'c.ifc'], (list) =>
      list.includes('big  tower.ifc') ? 'big tower.ifc: 文件不符合要求' : undefined,
    );
    expect(sent).toMatchObject({ unfit: ['big  tower.ifc'], delivered: ['tower.ifc', 'c.ifc'] });
  });

  property.prop([fc.integer({ min: 1, max: 120 }), fc.uniqueArray(fc.nat(119), { maxLength: 7 }), fc.boolean()])(
    'costs the others nothing, each is sent once and in its order',
    async (count, positions, isNamed) => {
      const names = numbered(count);
      const unfit = positions.filter((position) => position < count).map((position) => `${position}.ifc`);
      const sent = await sendTo(names, (list) => {
        const found = list.find((name) => unfit.includes(name));
        if (found === undefined) return undefined;
        return isNamed ? `${found}不符合要求` : '文件不符合要求';
      });
      expect(sent.delivered).toEqual(names.filter((name) => !unfit.includes(name)));
      expect(sent.unfit.toSorted()).toEqual(unfit.toSorted());
      expect(sent.given).toEqual([]);
    },
  );

  test('costs the others nothing either when there are many, and something was taken before', async () => {
    const sent = await sendTo(numbered(100), (list) =>
      list.some((name) => Number.parseInt(name) >= 50) ? '文件不符合要求' : undefined,
    );
    expect(sent.delivered).toEqual(numbered(50));
    expect(sent.unfit).toHaveLength(50);
  });
});

describe('a refusal of all', () => {
  test.each([
    ['the same words', () => '项目工程不存在'],
    ['words that name a model each time', ([first]: readonly string[]) => `${first}: 项目工程不存在`],
  ])('ends after eight models that stood alone: %s', async (_, judge) => {
    const sent = await sendTo(numbered(1_000), judge);
    expect(sent.delivered).toEqual([]);
    expect(sent.unfit.length + sent.given.length).toBe(1_000);
    expect(sent.unfit.length).toBeLessThanOrEqual(16);
    expect(sent.calls).toBeLessThanOrEqual(34);
  });

  test('is none when others were taken before', async () => {
    const sent = await sendTo(
      numbered(20),
      (list) => (list.includes('19.ifc') && list.length === 1 ? undefined : 'no'),
      true,
    );
    expect(sent).toMatchObject({ delivered: ['19.ifc'], given: [] });
  });

  test('is none as long as the words differ', async () => {
    const sent = await sendTo(numbered(20), (list) =>
      list.length === 1 ? `code ${list[0]?.length}${list[0]?.[0]}` : 'no',
    );
    expect(sent.unfit).toHaveLength(20);
  });
});
