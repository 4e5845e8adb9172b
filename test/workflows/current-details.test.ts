import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { FileProgress, IngestProgress, Waiting } from '../../contracts/progress.ts';
import { currentDetails } from '../../workflows/status/current-details.ts';
import type { OpenStep } from '../../workflows/steps/open-steps.ts';

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
  test('say so of one that is to be cancelled', () => {
    const text = withoutPadding(progressOf([fileOf()], { cancelling: true }));
    expect(text.split('\n').slice(0, 3)).toEqual([
      '**running** · upload · 30.5 %',
      '',
      '**Cancelling**: what must not be cut short is finished first',
    ]);
  });

  test('begin with where it stands, and have a row for each file', () => {
    const instant = fileOf({ name: 'wall.rvt', status: 'uploaded', percent: 60 });
    const text = withoutPadding(
      progressOf([fileOf(), { ...instant, upload: { ...instant.upload, instant: true }, warning: 'odd content' }]),
    );
    expect(text).toBe(
      [
        '**running** · upload · 30.5 % · 2 files, 0 delivered',
        '',
        '| file | status | % | chunks sent | note |',
        '|---|---|---|---|---|',
        '| house.ifc | uploading | 30 | 4 of 10 |  |',
        '| wall.rvt | uploaded | 60 | none, instant | odd content |',
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

  test('say why a run ended, and what to do', () => {
    const error = { type: 'PlatformRefused', message: 'line one\nline | two' } as const;
    const ended = { status: 'failed', error, closedAt: '2026-01-01T00:01:00Z' } as const;
    expect(currentDetails(progressOf([], ended)).split('\n').slice(2, 6)).toEqual([
      '**PlatformRefused**: line one line &#124; two',
      '→ the message has the reason: correct it on the platform or in the request, then retry',
      '',
      '**What to do**: `modelrail retry i` does again what failed; what is delivered stays',
    ]);
  });

  test('leave what failed in an ingestion of a sync to a run of that', () => {
    const error = { type: 'PlatformRefused', message: 'no' } as const;
    const ended = { status: 'failed', error, closedAt: '2026-01-01T00:01:00Z', sync: 'nightly' } as const;
    const text = currentDetails(progressOf([], ended));
    expect(text).toContain('**What to do**: `modelrail sync trigger nightly` does again what failed');
    expect(text).not.toContain('modelrail retry');
  });

  test('name the files that failed, by kind of error', () => {
    const failed = (name: string, message: string) =>
      fileOf({ name, status: 'failed', error: { type: 'ConversionFailed', message } });
    const files = [
      failed('a.rvt', 'no geometry'),
      failed('b.rvt', 'no walls'),
      fileOf({ status: 'registered', stage: 'done' }),
    ];
    const error = { type: 'ConversionFailed', message: '2 of 3 files failed, first a.rvt: no geometry' } as const;
    const text = currentDetails(progressOf(files, { status: 'partial', error, closedAt: '2026-01-01T00:01:00Z' }));
    expect(text).toContain('3 files, 1 delivered, **2 failed**');
    expect(text).toContain('**ConversionFailed** · a.rvt, b.rvt: no geometry');
    expect(text.match(/→ the platform could not convert the model/g)).toHaveLength(1);
    expect(text).toContain('`modelrail retry i`');
  });

  test('do not ask to retry what no retry changes, or what still runs', () => {
    const error = { type: 'InvalidRequest', message: 'no such platform' } as const;
    expect(currentDetails(progressOf([], { error, closedAt: '2026-01-01T00:01:00Z' }))).not.toContain(
      'modelrail retry',
    );
    const file = fileOf({ status: 'failed', error: { type: 'ConversionFailed', message: 'no geometry' } });
    expect(currentDetails(progressOf([file]))).not.toContain('modelrail retry');
  });
});

describe('a standstill', () => {
  const since = '2026-01-31T10:00:00.123Z';
  const waitingStep = (parts: Partial<Waiting> = {}): OpenStep => ({
    summary: 'send house.ifc and 5 more',
    since: '2026-01-31T09:00:00.000Z',
    waiting: { for: 'platform', reason: 'cq does not answer: connection refused', since, ...parts },
    retryEveryMs: 30_000,
  });

  test('says for what, since when, how often it is tried, and what to do', () => {
    expect(
      currentDetails(progressOf([fileOf()]), [waitingStep()])
        .split('\n')
        .slice(2, 5),
    ).toEqual([
      '**Waits for the platform** since 2026-01-31 10:00 UTC, tried again every 30 s at the latest',
      'send house.ifc and 5 more: cq does not answer: connection refused',
      '→ it is retried automatically; check whether the platform is up (`modelrail doctor`), `modelrail retry i` cuts the wait short',
    ]);
    const asked = currentDetails(progressOf([fileOf()]), [{ ...waitingStep(), retryEveryMs: 600_000 }]);
    expect(asked).toContain(', tried again every 600 s\n');
  });

  test('is told once for all steps that wait for the same', () => {
    const text = currentDetails(progressOf([fileOf()]), [
      waitingStep(),
      waitingStep(),
      waitingStep({ reason: 'other' }),
    ]);
    expect(text.match(/Waits for/g)).toHaveLength(2);
    expect(text).toContain('send house.ifc and 5 more and 1 more step:');
  });

  test('by a pause says since when, and how to go on', () => {
    const text = currentDetails(progressOf([fileOf()], { status: 'paused', pausedSince: since }));
    expect(text).toContain('**Paused** since 2026-01-31 10:00 UTC');
    expect(text).toContain('`modelrail resume i`');
  });

  test('of a slice is told on the page of its ingestion', () => {
    const slice = {
      from: 1000,
      count: 500,
      status: 'running',
      stage: 'upload',
      percent: 3,
      delivered: 0,
      failed: 0,
    } as const;
    const waiting = { for: 'rate', reason: 'HTTP 429', since } as const;
    const text = currentDetails(progressOf([], { slices: [{ ...slice, waiting }] }));
    expect(text).toContain('\nfiles 1001 to 1500: HTTP 429');
    expect(text).toContain('waits: HTTP 429');
  });

  test('keeps to its line, whatever the reason contains', () => {
    const text = currentDetails(progressOf([]), [waitingStep({ reason: 'a\n\n# b\n- c | <d> `e` \\' })]);
    expect(text.split('\n')[3]).toContain(': a &#35; b - c &#124; &#60;d&#62; &#96;e&#96; &#92;');
  });
});

describe('steps under way', () => {
  test('are listed with the host that has to take them, eight at most', () => {
    const steps = Array.from({ length: 11 }, (_, index) => ({
      summary: `hash ${index}.ifc`,
      since: '2026-01-31T09:00:00.000Z',
      ...(index === 0 ? { host: 'pc-7' } : {}),
    }));
    const lines = currentDetails(progressOf([fileOf()]), steps).split('\n');
    expect(lines).toContain('hash 0.ifc, on host pc-7, since 2026-01-31 09:00 UTC');
    expect(lines).toContain('hash 1.ifc, since 2026-01-31 09:00 UTC');
    expect(lines).toContain('… and 3 more steps');
    expect(lines).toContain('→ does not move? `modelrail worker` has to run on pc-7');
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
    const done = Array.from({ length: 50 }, (_, index) =>
      fileOf({ name: `done-${index}`, status: 'registered', stage: 'done' }),
    );
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
    const rows = rowsOf(currentDetails(progressOf([fileOf({ name, status: 'failed', error })])));
    expect(rows).toHaveLength(1);
    // Readers differ in what a backslash before a bar means: there is none.
    expect(rows[0]).not.toContain('\\');
    expect(rows[0]?.match(/\|/g)).toHaveLength(6);
  });

  test('shows a name with a backslash before a bar as it is', () => {
    const row = rowsOf(withoutPadding(progressOf([fileOf({ name: 'a\\|b.ifc' })])))[0];
    const cell = row?.split(' | ')[0]?.slice(2);
    expect(cell?.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))).toBe('a\\|b.ifc');
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
