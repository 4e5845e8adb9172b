import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StepAttempt } from '../../activities/step-watch.ts';
import { createOutages, type Outages } from '../../worker/outages.ts';

const REFUSED = { for: 'platform', reason: 'POST /token: connection refused', type: 'PlatformUnavailable' } as const;

let lines: Record<string, unknown>[];
let outages: Outages;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05Z') });
  lines = [];
  const logger = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(JSON.parse(line)) });
  outages = createOutages(logger);
});

afterEach(() => {
  outages.close();
  vi.useRealTimers();
});

function attempt(id: string, more: Partial<StepAttempt> = {}): StepAttempt {
  return { step: 'transferChunks', key: `${id}/1`, id, platform: 'cq', host: undefined, ...more };
}

const told = () => lines.map(({ level, msg }) => `${level === 40 ? 'warn' : 'info'} ${String(msg)}`);

test('an outage under many runs is told when it begins, once with their number, and when it is over', () => {
  for (let run = 1; run <= 50; run += 1) outages.heldUp(attempt(`i-${run}`), REFUSED);
  for (let second = 0; second < 120; second += 10) {
    for (let run = 1; run <= 50; run += 1) outages.heldUp(attempt(`i-${run}`), { ...REFUSED, retryInMs: 10_000 });
    vi.advanceTimersByTime(10_000);
  }
  for (let run = 1; run <= 50; run += 1) outages.goesOn(attempt(`i-${run}`));
  expect(told()).toEqual([
    'warn platform cq: POST /token: connection refused',
    'warn 50 runs wait for platform cq since 2026-01-02T03:04:05.000Z: POST /token: connection refused',
    'info platform cq goes on after 120 s: 50 runs were held up, 650 attempts failed',
  ]);
  expect(lines[1]).toMatchObject({ place: 'platform cq', waitingFor: 'platform', runs: 50, failures: 200 });
  expect(outages.open()).toEqual([]);
});

test('each reason of an outage is told once, whatever call and request it is of', () => {
  outages.heldUp(attempt('i-1'), REFUSED);
  outages.heldUp(attempt('i-2'), { ...REFUSED, reason: 'GET /api/status: connection refused' });
  outages.heldUp(attempt('i-1'), { ...REFUSED, reason: 'POST /token: HTTP 503: busy (request id 1a2b)' });
  outages.heldUp(attempt('i-2'), { ...REFUSED, reason: 'POST /token: HTTP 503: busy (request id 3c4d)' });
  expect(told()).toEqual([
    'warn platform cq: POST /token: connection refused',
    'warn platform cq: POST /token: HTTP 503: busy (request id 1a2b)',
  ]);
});

test('a platform that answers now and then is told once', () => {
  for (let round = 0; round < 20; round += 1) {
    outages.heldUp(attempt('i-1'), REFUSED);
    vi.advanceTimersByTime(2_000);
    outages.goesOn(attempt('i-1'));
    vi.advanceTimersByTime(1_000);
  }
  expect(told()).toEqual([
    'warn platform cq: POST /token: connection refused',
    'info platform cq goes on after 2 s: 1 run was held up, 1 attempt failed',
  ]);
  vi.advanceTimersByTime(10 * 60_000);
  outages.heldUp(attempt('i-2'), REFUSED);
  expect(told().at(-1)).toBe('warn platform cq: POST /token: connection refused');
  expect(lines).toHaveLength(3);
});

test('it holds up another number of runs: told again when that has doubled', () => {
  outages.heldUp(attempt('i-1'), { ...REFUSED, retryInMs: 3_600_000 });
  vi.advanceTimersByTime(30_000);
  outages.heldUp(attempt('i-2'), { ...REFUSED, retryInMs: 3_600_000 });
  vi.advanceTimersByTime(30_000);
  outages.heldUp(attempt('i-3'), { ...REFUSED, retryInMs: 3_600_000 });
  vi.advanceTimersByTime(60_000);
  expect(lines.map(({ runs }) => runs)).toEqual([undefined, 1, 2]);
});

test('what no run waits for any more is over', () => {
  outages.heldUp(attempt('i-1'), REFUSED);
  outages.ended(attempt('i-1'));
  expect(told().at(-1)).toBe(
    'info platform cq holds up nothing any more after 0 s: 1 run was held up, 1 attempt failed',
  );
  // A step that goes on in another worker is never heard of again.
  vi.advanceTimersByTime(10 * 60_000);
  outages.heldUp(attempt('i-2'), REFUSED);
  vi.advanceTimersByTime(11 * 60_000);
  expect(outages.open()).toEqual([]);
});

test('platforms, limits and sources are told apart; another ingestion is no outage', () => {
  outages.heldUp(attempt('i-1'), REFUSED);
  outages.heldUp(attempt('i-2', { platform: 'files' }), REFUSED);
  outages.heldUp(attempt('i-3'), { for: 'rate', reason: 'POST /token: HTTP 429' });
  outages.heldUp(attempt('i-4', { host: 'pc-7' }), { for: 'host', reason: '/models/a.ifc is not there' });
  outages.heldUp(attempt('i-5'), { for: 'ingestion', reason: 'ingestion i-1 is sending the same content' });
  expect(told()).toEqual([
    'warn platform cq: POST /token: connection refused',
    'warn platform files: POST /token: connection refused',
    'info platform cq: POST /token: HTTP 429',
    'warn the files of pc-7: /models/a.ifc is not there',
  ]);
  expect(outages.open().map(({ for: reason, place, runs }) => [reason, place, runs])).toEqual([
    ['platform', 'platform cq', 1],
    ['platform', 'platform files', 1],
    ['rate', 'platform cq', 1],
    ['host', 'the files of pc-7', 1],
  ]);
});
