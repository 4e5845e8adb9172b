import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import { currentDetails } from '../../workflows/current-details.ts';

function fileOf(parts: Partial<FileProgress> = {}): FileProgress {
  return {
    source: '/m/house.ifc',
    name: 'house.ifc',
    size: 100,
    hash: '',
    status: 'uploading',
    stage: 'upload',
    percent: 30,
    upload: { chunks: 10, sent: 4, skipped: 0, bytesSent: 40, bytesSkipped: 0, instant: false },
    ...parts,
  };
}

function progressOf(files: FileProgress[], parts: Partial<IngestProgress> = {}): IngestProgress {
  return {
    id: 'i',
    runId: 'r',
    platform: 'cq',
    status: 'running',
    stage: 'upload',
    percent: 30.5,
    files,
    startedAt: '2026-01-01T00:00:00Z',
    ...parts,
  };
}

/** The details without the space that keeps the columns of the UI apart. */
function withoutPadding(progress: IngestProgress): string {
  return currentDetails(progress).replaceAll('\u00a0', '');
}

/** The rows of the table, without its head. */
function rowsOf(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| file |'));
}

describe('the details of a run', () => {
  test('begin with where it stands, and have a row for each file', () => {
    const instant = fileOf({ name: 'wall.rvt', status: 'uploaded', percent: 60 });
    const text = withoutPadding(
      progressOf([fileOf(), { ...instant, upload: { ...instant.upload, instant: true }, warning: 'odd content' }]),
    );
    expect(text).toBe(
      [
        '**running** · upload · 30.5 %',
        '',
        '| file | status | % | sent | note |',
        '|---|---|---|---|---|',
        '| house.ifc | uploading | 30 | 4/10 |  |',
        '| wall.rvt | uploaded | 60 | instant | odd content |',
      ].join('\n'),
    );
  });

  test('name the ids that the platform knows, five at most', () => {
    const tasks = Array.from({ length: 9 }, (_, index) => ({ modelGroupId: `g${index}`, taskId: `t${index}` }));
    const [, , ids] = currentDetails(progressOf([], { projectId: 'p', tasks })).split('\n');
    expect(ids).toBe(
      'project `p` — group `g0` · task `t0` — group `g1` · task `t1` — group `g2` · task `t2` — group `g3` · task `t3`',
    );
  });

  test('say why a run ended', () => {
    const error = { type: 'PlatformRefused', message: 'line one\nline | two' } as const;
    expect(currentDetails(progressOf([], { status: 'failed', error })).split('\n')[2]).toBe(
      '**PlatformRefused**: line one line \\| two',
    );
  });
});

describe('the table', () => {
  test('has 40 rows at most, and counts the rest', () => {
    const files = Array.from({ length: 100 }, (_, index) => fileOf({ name: `${index}.ifc` }));
    const text = currentDetails(progressOf(files));
    expect(rowsOf(text)).toHaveLength(40);
    expect(text.split('\n').slice(-2)).toEqual(['', '… and 60 more files']);
    expect(currentDetails(progressOf(files.slice(0, 40)))).not.toContain('more files');
  });

  test('shows failed files first, then those on their way, then what is done, each in its order', () => {
    const done = Array.from({ length: 50 }, (_, index) => fileOf({ name: `done-${index}`, status: 'registered' }));
    const error = { type: 'ConversionFailed', message: 'ParseModelError' } as const;
    const text = currentDetails(
      progressOf([
        ...done,
        fileOf({ name: 'going-1' }),
        fileOf({ name: 'failed-1', status: 'failed', error, warning: 'odd' }),
        fileOf({ name: 'going-2', status: 'converted' }),
        fileOf({ name: 'failed-2', status: 'failed', error }),
      ]),
    );
    const names = rowsOf(text).map((line) => line.split(' ')[1]);
    expect(names.slice(0, 5)).toEqual(['failed-1', 'failed-2', 'going-1', 'going-2', 'done-0']);
    expect(rowsOf(text)[0]).toMatch(/\| \u00a0*ConversionFailed: ParseModelError \|$/);
  });

  const nasty = fc.string({
    unit: fc.constantFrom('|', '\\', '\n', '\r', '\t', ' ', 'a', '模', '`', '*'),
    maxLength: 300,
  });
  test.prop([nasty, nasty])('keeps one row and five cells whatever a name or an error contains', (name, message) => {
    const error = { type: 'Internal', message } as const;
    const rows = currentDetails(progressOf([fileOf({ name, status: 'failed', error })]))
      .split('\n')
      .slice(4);
    expect(rows).toHaveLength(1);
    // A backslash and what it escapes are no border of a cell.
    expect(rows[0]?.replaceAll(/\\./g, '').match(/\|/g)).toHaveLength(6);
  });

  test('cuts what is too long to read', () => {
    const text = currentDetails(progressOf([fileOf({ name: 'x'.repeat(1000) })]));
    expect(rowsOf(text)[0]).toContain(`| ${'x'.repeat(200)} |`);
  });

  test('cuts between characters, never within one', () => {
    const text = currentDetails(progressOf([fileOf({ name: `x${'🏠'.repeat(300)}` })]));
    expect(rowsOf(text)[0]).toContain(`| x${'🏠'.repeat(199)} |`);
  });

  const long = fc.string({ unit: fc.constantFrom('模', '🏠', '|', 'a', '"'), minLength: 150, maxLength: 300 });
  test.prop([long, fc.integer({ min: 1, max: 100 })], { numRuns: 20 })(
    'has as many rows as the bytes that the UI shows, whatever the names are made of',
    (name, count) => {
      const error = { type: 'Internal', message: name } as const;
      const files = Array.from({ length: count }, () => fileOf({ name, status: 'failed', error }));
      const text = currentDetails(progressOf(files));
      expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(20_000);
      const shown = rowsOf(text).length;
      expect(shown).toBeGreaterThan(Math.min(count - 1, 4));
      expect(text.includes('more files')).toBe(shown < count);
      if (shown < count) expect(text).toContain(`… and ${count - shown} more files`);
    },
  );
});
