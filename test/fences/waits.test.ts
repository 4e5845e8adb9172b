import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from './cruise.ts';

/** The arguments of each call of `vi.waitUntil` and `vi.waitFor` in a text, with the line that it begins in. */
function waitsIn(text: string): { line: number; args: string }[] {
  return [...text.matchAll(/vi\.wait(?:Until|For)\(/g)].map(({ index, 0: opening }) => {
    const start = index + opening.length;
    let end = start;
    for (let depth = 1; depth > 0 && end < text.length; end += 1) {
      if ('([{'.includes(text[end] ?? '')) depth += 1;
      else if (')]}'.includes(text[end] ?? '')) depth -= 1;
    }
    return { line: text.slice(0, start).split('\n').length, args: text.slice(start, end - 1) };
  });
}

/** Options with a timeout, or a number or a name in their place. */
const TIMEOUT = /(?:\btimeout\b[^}]*\}|,\s*[\w.]+),?\s*$/;

test('every wait of a test says how long it may take: by default it is a second, which a loaded machine needs for less', async () => {
  const names = (await readdir(join(projectRoot, 'test'), { recursive: true })).filter((name) => name.endsWith('.ts'));
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(projectRoot, 'test', name), 'utf8') })),
  );
  const waits = files.flatMap(({ name, text }) => waitsIn(text).map((wait) => ({ name, ...wait })));
  expect(waits.length).toBeGreaterThan(50);
  expect(waits.filter(({ args }) => !TIMEOUT.test(args)).map(({ name, line }) => `${name}:${line}`)).toEqual([]);
});
