import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { type ProgressFrame, progressLines } from '../../cli/render/progress-view.ts';
import { textWidth } from '../../cli/render/text.ts';
import { fileState, ingestState } from './progress-states.ts';

const colors = pc.createColors(false);
const NOW = Date.parse('2026-11-22T12:00:30.000Z');

function draw(progress: ProgressFrame['progress'], more: Partial<ProgressFrame> = {}): string[] {
  return progressLines({ progress, width: 100, height: 20, nowMs: NOW, colors, ...more });
}

const NAMES = ['house.ifc', '住宅楼模型-最终版.ifc', 'ハウス 😀 plan.ifc', `${'x'.repeat(251)}.ifc`];

describe('progress on a terminal', () => {
  test.for([40, 71, 72, 100, 200])('bars line up below each other at a width of %d, whatever the names', (width) => {
    const lines = draw(ingestState(NAMES.map((name) => fileState(name, { status: 'uploading' }))), { width });
    const columns = lines.slice(0, NAMES.length).map((line) => textWidth(line.slice(0, line.indexOf(' %'))));
    expect(new Set(columns).size).toBe(1);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
  });

  test('of many files the active ones are shown, and the others counted', () => {
    const files = Array.from({ length: 400 }, (_, index) => {
      const status = index === 390 ? 'uploading' : index < 100 ? 'registered' : 'pending';
      return fileState(`m-${index}.ifc`, { status, percent: status === 'pending' ? 0 : 50 });
    });
    const lines = draw(ingestState(files), { height: 12 });
    expect(lines).toHaveLength(12);
    expect(lines[0]).toContain('m-390.ifc');
    expect(lines.at(-2)).toMatch(/… and 390 more files \(\d+ pending, 100 registered\)/);
  });

  test('the total has rate and time left while bytes go', () => {
    const upload = { chunks: 4, sent: 1, skipped: 1, bytesSkipped: 1024 ** 2, bytesSent: 1024 ** 2, instant: false };
    const line = draw(ingestState([fileState('a.ifc', { status: 'uploading', upload })]), {
      bytesPerSecond: 1024 ** 2,
    }).at(-1);
    expect(line).toContain('upload · 1.0 MiB/s · 2 s left · 2.0 MiB of 4.0 MiB');
  });

  test('bytes of a chunk that is under way count', () => {
    const upload = { chunks: 4, sent: 1, skipped: 0, bytesSkipped: 0, bytesSent: 1024 ** 2, instant: false };
    const state = { status: 'uploading', upload: { ...upload, bytesUnderWay: 512 * 1024 } } as const;
    const lines = draw(ingestState([fileState('a.ifc', state)]), { bytesPerSecond: 0 });
    expect(lines[0]).toContain('uploading 1.5 MiB of 4.0 MiB');
    expect(lines.at(-1)).toContain('upload · 0 B/s · 1.5 MiB of 4.0 MiB');
  });

  test('a platform that does not answer is told for how long, but not while bytes move or while it waits', () => {
    const silent = ingestState([fileState('a.ifc')], { silentSince: '2026-11-22T11:59:48.000Z' });
    expect(draw(silent, { bytesPerSecond: 0 }).at(-1)).toContain('upload · no answer for 42 s · 0 B of 4.0 MiB');
    expect(draw({ ...silent, stage: 'register' }).at(-1)).toContain('register · no answer for 42 s');
    expect(draw(silent, { bytesPerSecond: 5 }).join()).not.toContain('no answer');
    const waiting = { for: 'platform', reason: 'HTTP 503', since: '2026-11-22T12:00:00.000Z' } as const;
    expect(draw({ ...silent, waiting }, { bytesPerSecond: 0 }).join()).not.toContain('no answer');
    const short = { ...silent, silentSince: '2026-11-22T12:00:26.000Z' };
    expect(draw(short, { bytesPerSecond: 0 }).join()).not.toContain('no answer');
  });

  test('waiting is told with reason and next attempt', () => {
    const waiting = {
      for: 'platform',
      reason: 'connect ECONNREFUSED',
      since: '2026-11-22T12:00:00.000Z',
      nextAttemptAt: '2026-11-22T12:00:42.000Z',
    } as const;
    const lines = draw(ingestState([fileState('a.ifc')], { waiting }), { bytesPerSecond: 5 });
    expect(lines.at(-1)).toBe('waiting for the platform for 30 s, next attempt in 12 s: connect ECONNREFUSED');
    expect(lines.at(-2)).not.toContain('left');
  });

  test('a failure says why', () => {
    const error = { type: 'SourceChanged', message: 'written to\u001b[2J while read' } as const;
    const [line] = draw(ingestState([fileState('a.ifc', { status: 'failed', error })]));
    expect(line).toContain('SourceChanged: written to␛[2J while read');
  });

  test('a paused ingestion has its number of files once', () => {
    const files = ['a.ifc', 'b.ifc', 'c.ifc'].map((name) => fileState(name));
    const line = draw(ingestState(files, { status: 'paused' })).at(-1);
    expect(line).toMatch(/paused, upload, 3 files$/);
  });

  test('that no worker answers takes one line', () => {
    const waiting = { for: 'worker', reason: 'no worker listens', since: '2026-11-22T12:00:00.000Z' } as const;
    const note = 'no worker answered in time; the figures are those of its last answer';
    const lines = draw(ingestState([fileState('a.ifc')], { waiting, note }));
    expect(lines.filter((text) => text.includes('no worker'))).toHaveLength(1);
  });
});
