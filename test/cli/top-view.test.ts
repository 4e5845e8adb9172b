import pc from 'picocolors';
import { expect, test } from 'vitest';
import { textWidth } from '../../cli/render/text.ts';
import { shownIngestions, type TopFrame, topLines } from '../../cli/render/top-view.ts';
import type { IngestProgress, IngestSummary, OverviewGroup } from '../../client/index.ts';
import { fileState, ingestState } from './progress-states.ts';

const nowMs = new Date(2026, 10, 22, 15, 0).getTime();
const since = new Date(2026, 10, 22, 2, 41).toISOString();

function group(count: number, prefix: string, more: Partial<OverviewGroup>): OverviewGroup {
  const ingestions = Array.from(
    { length: Math.min(100, count) },
    (_, at): IngestSummary => ({
      id: `20261122-1440${String(at).padStart(2, '0')}-${prefix}`,
      runId: 'r',
      platform: 'cq',
      status: more.state === 'paused' ? 'paused' : 'running',
      stage: 'upload',
      percent: 41,
      startedAt: since,
    }),
  );
  return { state: 'moving', count, ingestions, ...more };
}

const groups = [
  group(12, 'aaaaaa', {
    state: 'waiting',
    platform: 'cq',
    waiting: { for: 'platform', reason: 'connection refused by the platform on the other side', since },
  }),
  group(1, 'bbbbbb', {
    state: 'waiting',
    waiting: { for: 'host', host: 'pc-7', reason: '没有工作者 no worker', since },
  }),
  group(3, 'cccccc', { state: 'paused' }),
  group(184, 'dddddd', {}),
];
const moving = '20261122-144000-dddddd';
const details = new Map<string, IngestProgress>([
  [
    moving,
    ingestState(
      [
        fileState('a.ifc', {
          status: 'uploading',
          upload: { chunks: 4, sent: 1, skipped: 0, bytesSkipped: 0, bytesSent: 1024 ** 2, instant: false },
        }),
      ],
      { id: moving },
    ),
  ],
]);

function frame(width: number, height: number, more: Partial<TopFrame> = {}): TopFrame {
  return {
    overview: { groups, syncs: [{ name: 'handover', id: 's', startedAt: since }], runsNotLookedAt: 0 },
    details,
    rates: new Map([[moving, 2 * 1024 ** 2]]),
    selected: '20261122-144000-aaaaaa',
    width,
    height,
    nowMs,
    colors: pc.createColors(false),
    ...more,
  };
}

test.each([
  [80, 24],
  [60, 24],
  [60, 10],
  [200, 60],
])('a frame fits %i × %i, and has every reason in it', (width, height) => {
  const lines = topLines(frame(width, height));
  expect(lines).toHaveLength(height);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
  expect(lines.at(-1)).toMatch(/q quit$/);
  const text = lines.join('\n');
  expect(text).toContain('200 open · 13 wait · 3 paused · 2.0 MiB/s');
  expect(text).toMatch(/^12 wait for platform cq since 02:41: connection/m);
  expect(text).toContain('1 waits for host pc-7 since 02:41');
  expect(text).toMatch(/^3 are paused/m);
  expect(text).toMatch(/^184 move/m);
  expect(text).toContain('1 sync is being made: handover');
});

test('the chosen one is marked and in sight, and what it does is beside it', () => {
  const last = '20261122-144099-dddddd';
  const chosen = topLines(frame(80, 24, { selected: last }));
  expect(chosen.find((line) => line.startsWith('>'))).toMatch(new RegExp(`^> ${last} +upload +41 %$`));
  const wide = topLines(frame(80, 24, { selected: moving }));
  expect(wide.find((line) => line.startsWith('>'))).toMatch(/ upload +25 % +1\.0 MiB of 4\.0 MiB 2\.0 MiB\/s$/);
  const narrow = topLines(frame(60, 24, { selected: moving }));
  expect(narrow.find((line) => line.startsWith('>'))).toMatch(/ upload +25 % 2\.0 MiB\/s$/);
});

test('only what is on the screen is looked at', () => {
  expect(shownIngestions(frame(80, 24)).length).toBeLessThanOrEqual(15);
  const ids = shownIngestions(frame(80, 24)).map(({ id }) => id);
  const text = topLines(frame(80, 24)).join('\n');
  for (const id of ids) expect(text).toContain(id);
});

test('an address is told whole, on as many lines as it takes', () => {
  const message = `http://127.0.0.1:8233/namespaces/default/workflows/${'a'.repeat(100)}/user-metadata`;
  const lines = topLines(frame(60, 24, { message }));
  expect(lines).toHaveLength(24);
  expect(lines.slice(-4).join('')).toContain(message);
});

test('a look at none by itself tells no bytes and no rate', () => {
  const [head] = topLines(frame(80, 24, { details: new Map(), rates: new Map() }));
  expect(head).toBe('200 open · 13 wait · 3 paused');
});
