import { expect, test } from 'vitest';
import { addTransferCount } from '../../contracts/transfer-count.ts';

const none = { chunks: 10, sent: 0, skipped: 0, bytesSent: 0, instant: false };

test('a first step counts as it is', () => {
  expect(addTransferCount(none, { skipped: 2, skippedBytes: 200, sent: 3, bytesSent: 300 })).toEqual({
    ...none,
    skipped: 2,
    sent: 3,
    bytesSent: 300,
  });
});

test('what an earlier step sent is not skipped as well', () => {
  const earlier = { ...none, skipped: 2, sent: 3, bytesSent: 300 };
  expect(addTransferCount(earlier, { skipped: 5, skippedBytes: 500, sent: 1, bytesSent: 100 })).toEqual({
    ...none,
    skipped: 2,
    sent: 4,
    bytesSent: 400,
  });
  expect(addTransferCount(earlier, { skipped: 0, skippedBytes: 0, sent: 0, bytesSent: 0 })).toEqual(earlier);
});
