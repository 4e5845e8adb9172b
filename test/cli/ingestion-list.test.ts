import pc from 'picocolors';
import { expect, test } from 'vitest';
import type { Output } from '../../cli/context.ts';
import { renderIngestions } from '../../cli/render/ingestion-list.ts';
import { textWidth } from '../../cli/render/text.ts';
import type { IngestSummary } from '../../client/index.ts';

const nowMs = Date.parse('2026-11-22T15:00:00Z');

function outputOf(width: number | undefined): Output {
  const nothing = () => undefined;
  const isTerminal = width !== undefined;
  return {
    stream: process.stdout,
    colors: pc.createColors(false),
    isTerminal,
    isDrawable: isTerminal,
    width,
    line: nothing,
    divert: () => nothing,
  };
}

const base = {
  runId: 'r',
  platform: 'cq',
  stage: 'upload',
  percent: 41.7,
  files: 12,
  startedAt: '2026-11-22T14:40:00Z',
} as const;
const ingestions: IngestSummary[] = [
  {
    ...base,
    id: '20261122-144000-x7k2qa',
    status: 'running',
    projectId: 'P-1',
    projectName: '江北嘴金融城二期 高架桥',
  },
  {
    ...base,
    id: '20261122-144000-x7k2qb',
    status: 'running',
    waiting: { for: 'ingestion', reason: 'sent by another', since: '2026-11-22T14:47:10Z' },
  },
  {
    ...base,
    id: '20261122-144000-x7k2qc',
    status: 'running',
    cancelling: true,
    waiting: { for: 'worker', reason: 'no worker listens', since: '2026-11-22T12:00:00Z' },
  },
  { ...base, id: '20261122-144000-x7k2qd', status: 'partial', closedAt: '2026-11-22T14:50:00Z' },
];

test('labels have a column where any ingestion has some, which gives way on a narrow terminal, or stands where it is wanted', () => {
  const all = ingestions.map((one, n) => (n === 1 ? { ...one, labels: { order: '4711', 部门: '结构' } } : one));
  const linesOf = (width: number | undefined, wanted?: ('id' | 'labels')[]) =>
    renderIngestions(all, outputOf(width), wanted, nowMs).split('\n');
  expect(linesOf(undefined)[0]).toMatch(/ PROJECT +LABELS +STARTED /);
  expect(linesOf(undefined)[2]).toContain('order=4711, 部门=结构');
  expect(linesOf(80)[0]).not.toContain('LABELS');
  expect(linesOf(undefined, ['id', 'labels'])[0]).toMatch(/^ID +LABELS$/);
  expect(renderIngestions(ingestions, outputOf(undefined), undefined, nowMs)).not.toContain('LABELS');
});

test('a list says what waits and for how long, and names the project beside its id', () => {
  const lines = renderIngestions(ingestions, outputOf(undefined), undefined, nowMs).split('\n');
  expect(lines[0]).toMatch(/^ID +STATUS +STAGE +PLATFORM +FILES +PROJECT +STARTED +TOOK$/);
  expect(lines[1]).toContain('P-1 江北嘴金融城二期 高架桥');
  expect(lines[2]).toContain('running · waits for ingestion 12 min');
  expect(lines[3]).toContain('  cancelling · waits for worker 3 h');
  expect(lines[4]).not.toContain('upload');
});

test.each([120, 80, 66])('a list fits %i columns, and keeps id and status', (width) => {
  const text = renderIngestions(ingestions, outputOf(width), undefined, nowMs);
  const lines = text.split('\n');
  expect(lines).toHaveLength(5);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
  expect(text).toContain('20261122-144000-x7k2qb');
  expect(text).toContain('running · waits for ingestion 12 min');
});

test('60 columns cut a word from the middle of an id at most', () => {
  const lines = renderIngestions(ingestions, outputOf(60), undefined, nowMs).split('\n');
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(60);
  expect(lines[2]).toMatch(/^2026\S+2qb +running · waits for ingestion 12 min$/);
});

test('the columns that were asked for are there, however narrow', () => {
  const text = renderIngestions(ingestions, outputOf(60), ['id', 'reason', 'started'], nowMs);
  expect(text.split('\n')[0]).toMatch(/^ID +REASON +STARTED$/);
  for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(60);
});
