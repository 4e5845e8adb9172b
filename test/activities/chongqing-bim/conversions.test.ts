import { describe, expect, test } from 'vitest';
import { toOutcome } from '../../../activities/chongqing-bim/conversions.ts';
import { englishOf, sentenceOf } from '../../../contracts/sentences.ts';
import type { ConversionProgress, ModelConversion } from '../../../platforms/chongqing-bim/conversions.ts';

const house = { hash: 'c013c7379021cd809c2fa1c277b68e99', name: '重庆建工职学院-建筑建模.RVT' };
const wall = { hash: '3e2c9d40b449321c7f76663a452cdbcd', name: '木洞风貌改造施工图设计_3#_土建.RVT' };
const WORDLESS = sentenceOf('the platform ended the task without a message about this model');
const REASONLESS = sentenceOf('the platform gave no reason');

function listed(model: { hash: string; name: string }, parts: Partial<ModelConversion> = {}): ModelConversion {
  return { ...model, percent: 100, errorMessage: '', ...parts };
}

function ended(models: ModelConversion[], parts: Partial<ConversionProgress> = {}): ConversionProgress {
  return { found: true, done: true, succeeded: true, message: '', models, ...parts };
}

describe('a task (reading 7)', () => {
  test('goes on until it is done, whatever else it says', () => {
    const failing = [listed(house, { errorMessage: 'ParseModelError' })];
    expect(toOutcome(ended([listed(house)], { done: false }), [house])).toBeUndefined();
    expect(toOutcome(ended(failing, { done: false, succeeded: false, message: 'x' }), [house])).toBeUndefined();
  });

  test('that the platform does not find is lost, whatever else it says', () => {
    expect(toOutcome(ended([], { found: false, done: false }), [house])).toEqual({ state: 'lost' });
    expect(toOutcome(ended([listed(house)], { found: false }), [house])).toEqual({ state: 'lost' });
  });

  test('that did not succeed has failed as a whole, with the platform’s message', () => {
    const end = ended([listed(house)], { succeeded: false, message: '转换失败' });
    expect(toOutcome(end, [house])).toEqual({ state: 'failed', message: '转换失败' });
    expect(toOutcome({ ...end, message: '' }, [house])).toEqual({
      state: 'failed',
      message: englishOf(REASONLESS),
      told: [REASONLESS],
    });
  });
});

describe('a task that succeeded', () => {
  test('in the manual’s own example has converted nothing', () => {
    const models = [house, wall].map((model) => listed(model, { percent: 0, errorMessage: 'ParseModelError' }));
    expect(toOutcome(ended(models), [house, wall])).toEqual({
      state: 'done',
      failed: [
        { position: 0, message: 'ParseModelError' },
        { position: 1, message: 'ParseModelError' },
      ],
    });
  });

  test('has converted the models without an error, whatever their percent and their order', () => {
    const models = [listed(wall, { percent: 0 }), listed(house, { percent: 100 })];
    expect(toOutcome(ended(models), [house, wall])).toEqual({ state: 'done', failed: [] });
  });

  test('has not converted a model with an error, whatever its percent', () => {
    const models = [listed(house), listed(wall, { percent: 100, errorMessage: 'ParseModelError' })];
    expect(toOutcome(ended(models), [house, wall])).toEqual({
      state: 'done',
      failed: [{ position: 1, message: 'ParseModelError' }],
    });
  });

  test('has not converted a model of which it says nothing', () => {
    expect(toOutcome(ended([listed(house)]), [house, wall])).toEqual({
      state: 'done',
      failed: [{ position: 1, message: englishOf(WORDLESS), told: [WORDLESS] }],
    });
  });
});

describe('a model is found', () => {
  test('by its hash, under whatever name', () => {
    const models = [listed({ ...house, name: 'renamed.rvt' }, { errorMessage: 'bad' }), listed(wall)];
    expect(toOutcome(ended(models), [house, wall])).toEqual({
      state: 'done',
      failed: [{ position: 0, message: 'bad' }],
    });
  });

  test('by its hash before its name', () => {
    const models = [listed({ hash: '', name: house.name }, { errorMessage: 'of another' }), listed(house)];
    expect(toOutcome(ended(models), [house])).toEqual({ state: 'done', failed: [] });
  });

  test.each(['', 'ffffffffffffffffffffffffffffffff'])('by its name when no hash is its own (%j)', (hash) => {
    const models = [listed({ hash, name: wall.name }, { errorMessage: 'bad' }), listed({ hash, name: house.name })];
    expect(toOutcome(ended(models), [house, wall])).toEqual({
      state: 'done',
      failed: [{ position: 1, message: 'bad' }],
    });
  });

  test('not by its name in what is said of another model of that name', () => {
    const namesake = { hash: wall.hash, name: house.name };
    expect(toOutcome(ended([listed(house)]), [house, namesake])).toEqual({
      state: 'done',
      failed: [{ position: 1, message: englishOf(WORDLESS), told: [WORDLESS] }],
    });
  });

  test('by its hash in either case', () => {
    const models = [listed({ ...house, hash: house.hash.toUpperCase(), name: 'x' }, { errorMessage: 'bad' })];
    expect(toOutcome(ended(models), [house])).toEqual({ state: 'done', failed: [{ position: 0, message: 'bad' }] });
  });

  test('by its name however its characters are put together', () => {
    const [composed, decomposed] = ['caf\u00e9.rvt', 'cafe\u0301.rvt'];
    const outcome = toOutcome(ended([listed({ hash: '', name: decomposed })]), [{ ...house, name: composed }]);
    expect(outcome).toEqual({ state: 'done', failed: [] });
  });

  test('by its name among models of equal content', () => {
    const [a, b, c] = ['a.rvt', 'b.rvt', 'c.rvt'].map((name) => ({ hash: house.hash, name }));
    if (a === undefined || b === undefined || c === undefined) throw new Error('three models');
    const models = [listed(a, { errorMessage: 'bad a' }), listed(b)];
    expect(toOutcome(ended(models), [a, b, c])).toEqual({
      state: 'done',
      // The platform may list equal content once: then that is said of all.
      failed: [
        { position: 0, message: 'bad a' },
        { position: 2, message: 'bad a' },
      ],
    });
  });
});

describe('models of one name that no hash tells apart', () => {
  const namesake = { hash: wall.hash, name: house.name };
  const bothFailed = (why: object) => ({
    state: 'done',
    failed: [
      { position: 0, ...why },
      { position: 1, ...why },
    ],
  });

  test.each([
    ['first', ['bad', '']],
    ['second', ['', 'bad']],
  ])('have both failed when the %s of them has', (_which, messages) => {
    const models = messages.map((errorMessage) => listed({ hash: '', name: house.name }, { errorMessage }));
    expect(toOutcome(ended(models), [house, namesake])).toEqual(bothFailed({ message: 'bad' }));
  });

  test('have both converted when both are listed without an error', () => {
    const models = [house, namesake].map(({ name }) => listed({ hash: '', name }));
    expect(toOutcome(ended(models), [house, namesake])).toEqual({ state: 'done', failed: [] });
  });

  test('have both failed when only one of them is listed', () => {
    const models = [listed({ hash: '', name: house.name })];
    expect(toOutcome(ended(models), [house, namesake])).toEqual(
      bothFailed({ message: englishOf(WORDLESS), told: [WORDLESS] }),
    );
  });

  test('do not include one that is listed by its hash', () => {
    const models = [listed(house), listed({ hash: '', name: house.name }, { errorMessage: 'bad' })];
    expect(toOutcome(ended(models), [house, namesake])).toEqual({
      state: 'done',
      failed: [{ position: 1, message: 'bad' }],
    });
  });
});

test('a model that is listed twice, once with an error, has failed', () => {
  const models = [listed(house), listed(house, { errorMessage: 'bad' })];
  expect(toOutcome(ended(models), [house])).toEqual({ state: 'done', failed: [{ position: 0, message: 'bad' }] });
});

test('a finished task that lists no model, or models without hash and name, has converted none', () => {
  for (const models of [[], [listed({ hash: '', name: '' })]]) {
    expect(toOutcome(ended(models), [house])).toEqual({
      state: 'done',
      failed: [{ position: 0, message: englishOf(WORDLESS), told: [WORDLESS] }],
    });
  }
});
