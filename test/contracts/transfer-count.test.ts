import { expect, test } from 'vitest';
import { addTransferCount } from '../../contracts/transfer-count.ts';

const none = { chunks: 10, sent: 0, skipped: 0, bytesSkipped: 0, bytesSent: 0, instant: false };

test('a first step counts as it is', () => {
  const count = { skipped: 2, bytesSkipped: 200, sent: 3, bytesSent: 300 };
  expect(addTransferCount(none, count)).toEqual({ ...none, ...count });
});

test('what an earlier step sent is not skipped as well', () => {
  const earlier = { ...none, skipped: 2, bytesSkipped: 200, sent: 3, bytesSent: 300 };
  expect(addTransferCount(earlier, { skipped: 5, bytesSkipped: 500, sent: 1, bytesSent: 100 })).toEqual({
    ...earlier,
    sent: 4,
    bytesSent: 400,
  });
});

test('what an earlier step sent without an answer is sent all the same', () => {
  const earlier = { ...none, skipped: 2, bytesSkipped: 200, sent: 3, bytesSent: 300 };
  expect(addTransferCount(earlier, { skipped: 7, bytesSkipped: 700, sent: 1, bytesSent: 100 })).toEqual({
    ...earlier,
    sent: 6,
    bytesSent: 600,
  });
});

test('a step that has not asked yet takes nothing away', () => {
  const earlier = { ...none, skipped: 2, bytesSkipped: 200, sent: 3, bytesSent: 300 };
  expect(addTransferCount(earlier, { skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0 })).toEqual(earlier);
});
