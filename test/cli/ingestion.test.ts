import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import type { Output } from '../../cli/context.ts';
import { exitCodeOfError, exitCodeOfStatus } from '../../cli/exit-codes.ts';
import { renderIngestion } from '../../cli/render/ingestion.ts';
import { renderTable } from '../../cli/render/table.ts';
import { textWidth } from '../../cli/render/text.ts';
import { adviceFor } from '../../contracts/advice.ts';
import { ERROR_TYPES, type ErrorInfo } from '../../contracts/errors.ts';
import { fileState, ingestState } from './progress-states.ts';

function outputOf(width: number | undefined): Output {
  return {
    stream: process.stdout,
    colors: pc.createColors(false),
    isTerminal: width !== undefined,
    isDrawable: width !== undefined,
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
  const nowMs = Date.parse('2026-11-22T12:05:00Z');
  const since = '2026-11-22T12:00:00.000Z';

  test.each([
    ['platform', '`modelrail doctor`'],
    ['rate', '`modelrail set i-1 --concurrency N` makes fewer requests at a time'],
    ['host', 'start a worker on host pc-7 (`modelrail worker`)'],
    ['worker', 'start a worker (`modelrail worker`)'],
  ] as const)('that waits for the %s says for how long, and what to do', (what, advice) => {
    const waiting = { for: what, reason: 'no answer', since, ...(what === 'host' ? { host: 'pc-7' } : {}) };
    const text = renderIngestion(ingestState([fileState('a.ifc')], { waiting }), outputOf(undefined), { nowMs });
    expect(text).toMatch(/^waiting +waiting .* for 5 min.*: no answer$/m);
    expect(text.split('\n').find((line) => line.startsWith('what to do'))).toContain(advice);
  });

  test('that is paused says since when, and how to go on', () => {
    const paused = ingestState([fileState('a.ifc')], { status: 'paused', pausedSince: since });
    const text = renderIngestion(paused, outputOf(undefined), { nowMs });
    expect(text).toMatch(/^paused +for 5 min.*, since 2026-11-22/m);
    expect(text).toMatch(/^what to do +`modelrail resume i-1` lets it go on$/m);
  });

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
    const ofSync = renderIngestion({ ...progress, sync: 'nightly' }, outputOf(undefined));
    expect(ofSync).toMatch(/ — modelrail sync trigger nightly$/);
  });

  test('of hundreds of files the failed ones are listed, the others counted, and the last line sums up', () => {
    const error = { type: 'ConversionFailed', message: 'ParseModelError' } as const;
    const files = Array.from({ length: 300 }, (_, index) =>
      fileState(`m-${index}.ifc`, index % 100 === 7 ? { status: 'failed', error } : { status: 'registered' }),
    );
    const progress = ingestState(files, {
      status: 'partial',
      error: { ...error, message: '3 of 300 files failed, first m-7.ifc: ParseModelError', isSummary: true },
      closedAt: '2026-11-22T12:03:05.000Z',
    });
    const lines = renderIngestion(progress, outputOf(80)).split('\n');
    expect(lines.filter((line) => /^m-\d+\.ifc /.test(line))).toHaveLength(3);
    expect(lines).toContain('… and 297 registered (all with --verbose)');
    expect(lines.at(-1)).toBe('297 registered, 3 failed — modelrail retry i-1');
    expect(lines.filter((line) => line.includes('ParseModelError'))).toHaveLength(1);
    const all = renderIngestion(progress, outputOf(80), { isVerbose: true }).split('\n');
    const rows = all.filter((line) => /^m-\d+\.ifc /.test(line));
    expect(rows).toHaveLength(300);
    expect(rows.slice(-3).every((line) => line.includes('failed'))).toBe(true);
  });

  test('a name is more use than an MD5 where there is no room for both', () => {
    const name = 'Block A, level 12, structure.ifc';
    const progress = ingestState([fileState(name, { status: 'registered' })], { closedAt: '2026-11-22T12:00:01Z' });
    expect(renderIngestion(progress, outputOf(80))).toContain(name);
    expect(renderIngestion(progress, outputOf(80))).not.toContain('8ca45d839dd8cbe6a206f80c265ad256');
    expect(renderIngestion(progress, outputOf(120))).toContain('8ca45d839dd8cbe6a206f80c265ad256');
  });

  test('different words of one type of error have its advice once', () => {
    const files = ['a.ifc', 'b.ifc'].map((name) =>
      fileState(name, { status: 'failed', error: { type: 'SourceNotFound', message: `${name} does not exist` } }),
    );
    const text = renderIngestion(ingestState(files, { status: 'failed' }), outputOf(undefined));
    for (const name of ['a.ifc', 'b.ifc']) expect(text).toContain(`SourceNotFound  ${name}: ${name} does not exist`);
    expect(text.match(/→/g)).toHaveLength(1);
  });

  test('an error of the whole is told beside those of files', () => {
    const files = [fileState('a.ifc', { status: 'failed', error: { type: 'ConversionFailed', message: 'no' } })];
    const error = { type: 'PlatformRefused', message: 'the project is locked' } as const;
    expect(renderIngestion(ingestState(files, { error }), outputOf(undefined))).toContain('the project is locked');
  });

  test('a dry run is called one, and says nothing of deliveries', () => {
    const dryRun = { toSend: 1, bytesToSend: 4 * 1024 ** 2, instant: 0 };
    const progress = ingestState([fileState('a.ifc')], {
      status: 'completed',
      dryRun,
      closedAt: '2026-11-22T12:00:01Z',
    });
    const lines = renderIngestion(progress, outputOf(undefined)).split('\n');
    expect(lines).toContain('status    completed · dry run');
    expect(lines.at(-1)).toMatch(/^dry run: 1 file \(4\.0 MiB\) would be sent/);
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

describe('the error of a run that only sums up those of its files', () => {
  const error = { type: 'ConversionFailed', message: 'no geometry' } as const;
  const files = [fileState('a.ifc', { status: 'failed', error }), fileState('b.ifc', { status: 'failed', error })];
  const ended = { status: 'failed', closedAt: '2026-11-22T12:05:00Z' } as const;
  const render = (runError: ErrorInfo) =>
    renderIngestion(ingestState(files, { ...ended, error: runError }), outputOf(undefined));

  test('is told by those of the files, in whatever words', () => {
    const text = render({ ...error, message: '2 个文件失败', isSummary: true });
    expect(text).toContain('ConversionFailed  a.ifc, b.ifc: no geometry');
    expect(text).not.toContain('2 个文件失败');
  });

  test('is one of its own where it does not say so', () => {
    const text = render({ ...error, message: 'the second part of the task: a.ifc: no geometry' });
    expect(text).toContain('ConversionFailed  the second part of the task: a.ifc: no geometry');
  });

  test('is told once where all have the same', () => {
    expect(render(error).match(/no geometry/g)).toHaveLength(1);
  });
});
