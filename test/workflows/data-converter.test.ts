import { fc, test } from '@fast-check/vitest';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { expect } from 'vitest';
import { isWellFormed } from '../../contracts/well-formed.ts';
import { failureConverter, payloadConverter } from '../../workflows/data-converter.ts';

const text = fc.string({
  unit: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\ud83d', '\ude00', '\\', '\\ud800')),
});

test.prop([fc.dictionary(text, fc.array(text))])('a value keeps everything but halves of characters', (value) => {
  const read = payloadConverter.fromPayload(payloadConverter.toPayload(value));
  const wellFormed = JSON.parse(
    Buffer.from(JSON.stringify(value).replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f]../g, '$1\ufffd')).toString(),
  );
  expect(read).toEqual(wellFormed);
  expect(isWellFormed(JSON.stringify(read))).toBe(true);
});

test('text that is not JSON stays as it is', () => {
  const bytes = Uint8Array.from([0x5c, 0x75, 0x64, 0x38, 0x30, 0x30]);
  expect(payloadConverter.fromPayload(payloadConverter.toPayload(bytes))).toEqual(bytes);
  expect(payloadConverter.fromPayload(payloadConverter.toPayload(undefined))).toBeUndefined();
});

test('a failure and all its causes have whole characters only', () => {
  const cause = ApplicationFailure.create({ message: 'cause \ude00', type: 'Type\ud83d', details: ['half \ud83d'] });
  const failure = failureConverter.errorToFailure(
    ApplicationFailure.create({ message: 'half \ud83d and 😀', cause }),
    payloadConverter,
  );
  expect(failure.message).toBe('half \ufffd and 😀');
  expect(isWellFormed(failure.stackTrace ?? '')).toBe(true);
  expect(failure.cause).toMatchObject({ message: 'cause \ufffd', applicationFailureInfo: { type: 'Type\ufffd' } });
  const [detail] = failure.cause?.applicationFailureInfo?.details?.payloads ?? [];
  expect(detail && defaultPayloadConverter.fromPayload(detail)).toBe('half \ufffd');
});

test.each([
  ['an encoding of others', 'binary/encrypted', 'x'],
  ['broken JSON', 'json/plain', '{"a": 😀'],
])('%s is told as unreadable', (_name, encoding, data) => {
  const payload = { metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) };
  expect(payloadConverter.fromPayload(payload)).toEqual({ unreadable: expect.any(String) });
});
