import { expect, test } from 'vitest';
import type { PendingActivity } from '../../client/snapshot/pending-activity.ts';
import { findWaiting } from '../../client/snapshot/waiting.ts';

const now = Date.parse('2026-01-31T10:00:00Z');

function step(parts: Partial<PendingActivity>): PendingActivity {
  return {
    name: 'step',
    taskQueue: 'modelrail',
    host: undefined,
    state: 'started',
    scheduledAt: now - 3_600_000,
    startedAt: now - 3_600_000,
    heartbeatAt: undefined,
    heartbeatTimeoutMs: 5_000,
    nextAttemptAt: undefined,
    failure: undefined,
    heartbeat: undefined,
    failingSince: undefined,
    silentSince: undefined,
    ...parts,
  };
}

test.each([
  ['heartbeats often and was heard', 5_000, 4_000, undefined],
  ['heartbeats often and is silent', 5_000, 4_600, 'worker'],
  ['heartbeats seldom and was heard', 60_000, 30_000, undefined],
  ['heartbeats seldom and is silent', 60_000, 54_500, 'worker'],
])('a step that %s tells whether its queue has a worker for another', (_, heartbeatTimeoutMs, silentMs, expected) => {
  const waits = step({ heartbeatTimeoutMs, heartbeatAt: now - silentMs });
  const untaken = step({ name: 'merge', state: 'scheduled', scheduledAt: now - 10_000, startedAt: undefined });
  expect(findWaiting([waits, untaken], undefined, now)?.for).toBe(expected);
});

test.each([
  ['its platform', { isRateLimit: false }, 'platform'],
  ["its platform's rate limit", { isRateLimit: true }, 'rate'],
  ['its source', { isRateLimit: false, isSource: true } as const, 'host'],
  ['another ingestion', { isRateLimit: false, isIngestion: true } as const, 'ingestion'],
] as const)('a transfer that waits for %s says so', (_, held, expected) => {
  const since = new Date(now - 5_000).toISOString();
  const heartbeat = { step: 'transfer', files: {}, waiting: { reason: 'why', since, ...held } } as const;
  const waiting = findWaiting([step({ heartbeat, heartbeatAt: now })], undefined, now);
  expect(waiting).toEqual({ for: expected, reason: 'why', since });
});

const refused = { type: 'PlatformUnavailable', message: 'refused', isWorkerLost: false } as const;
const lost = { type: 'Internal', message: 'no heartbeat', isWorkerLost: true } as const;
const between = { state: 'waiting', failure: refused, nextAttemptAt: now + 20_000 } as const;

test.each([
  [
    'whose worker is silent in an attempt',
    [step({ failure: refused, failingSince: '2026-01-31T09:00:00Z' })],
    'worker',
  ],
  [
    'whose worker is heard',
    [step({ failure: refused, failingSince: '2026-01-31T09:00:00Z', heartbeatAt: now })],
    'platform',
  ],
  [
    'of a queue that no worker takes another step from',
    [step(between), step({ state: 'scheduled', scheduledAt: now - 10_000, startedAt: undefined })],
    'worker',
  ],
  [
    'of another queue than the one without a worker',
    [step(between), step({ taskQueue: 'modelrail@pc', host: 'pc', state: 'scheduled', scheduledAt: now - 10_000 })],
    'platform',
  ],
  [
    'that a frozen worker was given again',
    [step({ failure: lost, startedAt: now - 1_000, heartbeatAt: now - 9_000 })],
    'worker',
  ],
  [
    'that a worker has taken up again',
    [step({ failure: lost, startedAt: now - 1_000, heartbeatAt: now - 500 })],
    undefined,
  ],
] as const)('the present reason counts, not an earlier one: a step %s', (_, steps, expected) => {
  expect(findWaiting(steps, undefined, now)?.for).toBe(expected);
});
