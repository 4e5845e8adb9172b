import { expect, test } from 'vitest';
import { waitingHeartbeatTimeoutMs } from '../../contracts/policies.ts';

test.each([
  [100, 15_000],
  [1_250, 15_000],
  [2_000, 24_000],
  [5_000, 60_000],
  [600_000, 60_000],
])('a step that looks every %i ms is missed after %i ms', (pollIntervalMs, expected) => {
  expect(waitingHeartbeatTimeoutMs(pollIntervalMs)).toBe(expected);
});
