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

test('a step that finds less than was sent takes nothing away', () => {
  const earlier = { ...none, skipped: 2, bytesSkipped: 200, sent: 3, bytesSent: 300 };
  expect(addTransferCount(earlier, { skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0 })).toEqual(earlier);
});

test('what arrived without an answer at a platform that had nothing is sent', () => {
  const nothing = { skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0 };
  const asked = addTransferCount(none, nothing);
  expect(addTransferCount(asked, nothing)).toEqual(asked);
  expect(addTransferCount(asked, { ...nothing, skipped: 4, bytesSkipped: 400 })).toEqual({
    ...none,
    sent: 4,
    bytesSent: 400,
  });
});

test('a step that ended before it asked does not count', () => {
  const count = { skipped: 2, bytesSkipped: 200, sent: 0, bytesSent: 0 };
  expect(addTransferCount(addTransferCount(none, undefined), count)).toEqual({ ...none, ...count });
});
