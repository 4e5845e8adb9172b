import pc from 'picocolors';
import { expect, test } from 'vitest';
import type { Output } from '../../cli/context.ts';
import { textWidth } from '../../cli/render/text.ts';
import { detailLines } from '../../cli/render/top-details.ts';
import { fileState, ingestState } from './progress-states.ts';

const since = '2026-11-22T12:00:00.000Z';
const nowMs = Date.parse('2026-11-22T12:05:00.000Z');
const url = `http://127.0.0.1:8233/namespaces/default/workflows/${'a'.repeat(60)}/user-metadata`;
const reason =
  'POST /api/app/tenant/chunk: cannot reach https://bim.example.com: 拒绝连接的是平台那一边的机器 at the third attempt';

function draw(width: number, height: number, files = 1): string[] {
  // as: what details are drawn with
  const output = { colors: pc.createColors(false) } as unknown as Output;
  const waits = { for: 'host', reason, since, host: 'pc-7' } as const;
  const names = Array.from({ length: files }, (_, at) => fileState(`model-${at}.ifc`));
  return detailLines(ingestState(names, { waiting: waits, url }), { output, width, height, nowMs });
}

/** All that stands on a screen, but for spaces and where lines break. */
const words = (lines: string[]) => lines.join('').replace(/\s+/g, '');

test.each([80, 60])('details on %i columns tell reason, advice and address whole', (width) => {
  const lines = draw(width, 24);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
  const text = words(lines);
  expect(text).toContain(reason.replace(/\s+/g, ''));
  expect(text).toContain('checkthatthefilescanbereadthere');
  expect(text).toContain(url);
  expect(lines.at(-1)).toBe('d back · q quit');
});

test('what goes on below stands under what it belongs to', () => {
  const lines = draw(60, 24);
  const at = lines.findIndex((line) => line.startsWith('waiting'));
  expect(lines[at + 1]).toMatch(/^ {12}\S/);
});

test('lines that there is no room for are counted, with the command that shows them', () => {
  const lines = draw(80, 24, 40);
  expect(lines).toHaveLength(24);
  expect(lines.at(-1)).toMatch(/^d back · q quit · \d+ more lines: modelrail show i-1$/);
});
