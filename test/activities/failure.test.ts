import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { toActivityFailure } from '../../activities/failure.ts';
import { ERROR_TOLD_MAX_BYTES } from '../../contracts/policies.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { toldOf } from '../../lib/words/words.ts';

const since = '2026-01-01T00:00:00.000Z';
const clean = { mayHaveHappened: false, attempt: 1, failures: 1, failingSince: since };

/** The failure as Temporal gets it. */
function failureOf(error: unknown, circumstances = clean): ApplicationFailure {
  const { error: failure } = toActivityFailure(error, circumstances);
  if (failure instanceof ApplicationFailure) return failure;
  throw new TypeError('not an application failure');
}

describe('an error of ours', () => {
  test('keeps type and message, and is final unless another try may help', () => {
    expect(failureOf(new ModelrailError('PlatformRefused', '不存在'))).toMatchObject({
      type: 'PlatformRefused',
      message: '不存在',
      nonRetryable: true,
      details: [{ outcomeUnknown: false, since }],
    });
  });

  test('brings the sentence that it was made of, as far as it is short', () => {
    const told = sentenceOf('{path} does not exist', { path: '/m/a.ifc' });
    expect(failureOf(new ModelrailError('SourceNotFound', told))).toMatchObject({
      message: '/m/a.ifc does not exist',
      details: [{ outcomeUnknown: false, since, told: [told] }],
    });
    const long = sentenceOf('{path} does not exist', { path: 'x'.repeat(ERROR_TOLD_MAX_BYTES) });
    expect(failureOf(new ModelrailError('SourceNotFound', long)).details).toEqual([{ outcomeUnknown: false, since }]);
  });

  test('that is said of a text of the catalogue is kept by it', () => {
    const told = toldOf('{a} in {b}', { a: 1, b: toldOf('{c}', { c: toldOf('{d}', { d: 'deep' }) }) });
    expect(new ModelrailError('NotFound', told).toKept()).toEqual({
      type: 'NotFound',
      message: '1 in deep',
      told: [
        {
          text: '{a} in {b}',
          filling: { a: '1', b: { text: '{c}', filling: { c: { text: '{d}', filling: { d: 'deep' } } } } },
        },
      ],
    });
  });

  test('that another try may help is tried again, and alerts nobody', () => {
    const failure = failureOf(new ModelrailError('PlatformUnavailable', 'down', { isRetryable: true }));
    expect(failure.nonRetryable).toBe(false);
    expect(failure.category).toBe(ApplicationFailureCategory.BENIGN);
    expect(failureOf(new ModelrailError('PlatformRefused', 'no')).category).not.toBe(ApplicationFailureCategory.BENIGN);
  });

  test('brings the platform’s wish when to come back', () => {
    const limited = new ModelrailError('RateLimited', 'slow down', { isRetryable: true, retryAfterMs: 7000 });
    expect(failureOf(limited).nextRetryDelay).toBe(7000);
    const atOnce = new ModelrailError('RateLimited', 'slow down', { isRetryable: true, retryAfterMs: 0 });
    expect(failureOf(atOnce).nextRetryDelay).toBe(0);
  });

  test('comes back later and later, but after half a minute at most', () => {
    const down = new ModelrailError('PlatformUnavailable', 'down', { isRetryable: true });
    const delays = [1, 2, 3, 4, 5, 6, 100].map((failures) => failureOf(down, { ...clean, failures }).nextRetryDelay);
    expect(delays).toEqual([1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * 1000));
  });

  test.each([
    [false, false, false],
    [true, false, true],
    [false, true, true],
    [true, true, true],
  ])('with its outcome unknown: %s, and that of attempts before: %s', (ofError, mayHaveHappened, expected) => {
    const error = new ModelrailError('PlatformUnavailable', 'cut', { isRetryable: true, outcomeUnknown: ofError });
    const result = toActivityFailure(error, { ...clean, mayHaveHappened });
    expect(result.outcomeUnknown).toBe(expected);
    expect(failureOf(error, { ...clean, mayHaveHappened }).details).toEqual([{ outcomeUnknown: expected, since }]);
  });

  test('about an answer of the wrong shape is final at the fifth attempt: a deployment may be in progress', () => {
    const error = new ModelrailError('UnexpectedResponse', 'the answer has an unexpected shape', {
      outcomeUnknown: true,
    });
    const isFinal = [1, 2, 3, 4, 5, 6].map((attempt) => failureOf(error, { ...clean, attempt }).nonRetryable);
    expect(isFinal).toEqual([false, false, false, false, true, true]);
  });

  test('about an answer that a server broke is never final', () => {
    const error = new ModelrailError('UnexpectedResponse', 'not JSON', { isRetryable: true });
    expect(failureOf(error, { ...clean, attempt: 100 }).nonRetryable).toBe(false);
  });
});

test('an error that nobody foresaw is tried again, with its outcome unknown', () => {
  const bug = new TypeError('bug');
  expect(toActivityFailure(bug, clean).outcomeUnknown).toBe(true);
  expect(failureOf(bug)).toMatchObject({
    type: 'Internal',
    message: 'bug',
    nonRetryable: false,
    cause: bug,
    details: [{ outcomeUnknown: true, since }],
  });
  expect(failureOf('just words')).toMatchObject({ type: 'Internal', message: 'just words' });
});

test('what is Temporal’s own already is left as it is', () => {
  const cancelled = new CancelledFailure('cancelled');
  expect(toActivityFailure(cancelled, clean)).toEqual({ error: cancelled, outcomeUnknown: false });
  expect(toActivityFailure(cancelled, { ...clean, mayHaveHappened: true }).outcomeUnknown).toBe(true);
});
