import { expect, test } from 'vitest';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { probeInTurn } from '../../lib/platforms/probe-in-turn.ts';

test('a call that fails ends a probe, with the sentence by which it is said in other languages', async () => {
  const told = sentenceOf('{path} does not exist', { path: 'a' });
  const steps = await probeInTurn([
    ['first', () => Promise.resolve()],
    ['second', () => Promise.reject(new ModelrailError('NotFound', told))],
    ['third', () => expect.unreachable()],
  ]);
  const durationMs = expect.any(Number);
  expect(steps).toEqual([
    { step: 'first', durationMs },
    { step: 'second', durationMs, error: { type: 'NotFound', message: 'a does not exist' }, told: [told] },
  ]);
});
