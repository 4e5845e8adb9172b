import { expect, test } from 'vitest';
import { errorOf } from '../../contracts/errors.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { parseRegistrationDecision } from '../../contracts/signal-shapes.ts';

const error = errorOf('Cancelled', sentenceOf('the ingestion was cancelled'));

test('that nothing is to be registered comes with the error, and with sentences alone beside it', () => {
  const { told: _told, ...old } = error;
  for (const one of [error, old]) {
    const decision = { kind: 'fail', error: one };
    expect(parseRegistrationDecision(decision, 'chongqing-bim')).toEqual(decision);
  }
  for (const told of [{}, 'a', [null], [{ text: 'a' }]]) {
    expect(parseRegistrationDecision({ kind: 'fail', error: { ...old, told } }, 'chongqing-bim')).toBeUndefined();
  }
});
