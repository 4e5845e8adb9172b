import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { adviceFor } from '../../cli/advice.ts';
import type { Output } from '../../cli/context.ts';
import { exitCodeOfError, exitCodeOfStatus } from '../../cli/exit-codes.ts';
import { renderIngestion } from '../../cli/render/ingestion.ts';
import { renderTable } from '../../cli/render/table.ts';
import { textWidth } from '../../cli/render/text.ts';
import { ERROR_TYPES } from '../../contracts/errors.ts';
import { fileState, ingestState } from './progress-states.ts';

function outputOf(width: number | undefined): Output {
  return {
    stream: process.stdout,
    colors: pc.createColors(false),
    isTerminal: width !== undefined,
    width,
    line: () => undefined,
    divert: () => () => undefined,
  };
}

describe('tables', () => {
  const rows = [
    ['house.ifc', '4.0 MiB'],
    ['住宅楼模型-最终版.ifc', '1 B'],
    ['ハウス 😀 plan.ifc', '12.0 GiB'],
  ];
  const columns = [
    { title: 'NAME', isFlexible: true },
    { title: 'SIZE', align: 'right' },
  ] as const;

  test('columns line up whatever the characters', () => {
    const widths = renderTable(columns, rows, outputOf(undefined)).split('\n').map(textWidth);
    expect(new Set(widths).size).toBe(1);
  });

  test('a narrow terminal cuts the flexible column only', () => {
    const text = renderTable(columns, rows, outputOf(26));
    for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(26);
    expect(text).toContain('12.0 GiB');
    expect(text).toContain('….ifc'.slice(1));
  });
});

describe('an ingestion in full', () => {
  test('has ids, files, leftovers, and the way out of each error once', () => {
    const error = { type: 'ConversionFailed', message: 'ParseModelError' } as const;
    const failed = ['a.ifc', 'b.ifc', 'c.ifc', 'd.ifc'].map((name) => fileState(name, { status: 'failed', error }));
    const progress = ingestState([...failed, fileState('e.ifc', { status: 'registered' })], {
      status: 'partial',
      projectId: 'p-1',
      modelGroupId: 'g-1',
      taskId: 't-1',
      leftovers: ['file a.ifc: record f-1'],
      closedAt: '2026-11-22T12:03:05.000Z',
    });
    const text = renderIngestion(progress, outputOf(undefined));
    for (const word of ['i-1', 'partial', 'p-1', 'g-1', 't-1', 'file a.ifc: record f-1', '3 min 05 s'])
      expect(text).toContain(word);
    expect(text).toContain('ConversionFailed  a.ifc, b.ifc, c.ifc and 1 more: ParseModelError');
    expect(text.match(/→ the platform could not convert/g)).toHaveLength(1);
    expect(text).toContain('modelrail retry i-1');
  });

  test('what no retry changes has no retry offered', () => {
    const error = { type: 'InvalidRequest', message: 'wrong' } as const;
    const progress = ingestState([fileState('a.ifc')], { status: 'failed', error, closedAt: '2026-11-22T12:00:01Z' });
    expect(renderIngestion(progress, outputOf(undefined))).not.toContain('modelrail retry');
  });

  test('every type of error has its advice', () => {
    for (const type of ERROR_TYPES) expect(adviceFor(type)).not.toBe('');
  });
});

test('exit codes are those of the interface', () => {
  expect(
    ['completed', 'failed', 'cancelled', 'partial', 'running', 'paused'].map((status) =>
      exitCodeOfStatus(status as 'paused'),
    ),
  ).toEqual([0, 1, 1, 3, 130, 130]);
  expect(exitCodeOfError('TemporalUnavailable')).toBe(4);
  expect(exitCodeOfError('SourceNotFound')).toBe(2);
  expect(exitCodeOfError('Internal')).toBe(1);
});
