import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { boundLogLine } from '../../cli/log-line.ts';
import { createLogger } from '../../cli/logger.ts';
import { formatTime } from '../../cli/render/units.ts';

/** Lines that a logger writes. */
async function linesOf(
  log: (logger: Awaited<ReturnType<typeof createLogger>>) => void,
  isVerbose: boolean,
  logFormat: 'json' | 'pretty' = 'json',
) {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const context = {
    isVerbose,
    isQuiet: false,
    isJson: true,
    err: { isTerminal: false, stream, colors: { isColorSupported: false } },
  };
  // The logger looks at no more of a command's context.
  log(await createLogger(context as unknown as Parameters<typeof createLogger>[0], { logFormat }));
  return lines;
}

const giant = '失败'.repeat(1_500_000);

test.each([true, false])(
  'no text of a line is longer than 2,000 characters, errors included (verbose: %s)',
  async (isVerbose) => {
    const err = new Error(giant, { cause: new Error(giant) });
    const lines = await linesOf((logger) => logger.warn({ err, list: [giant], inner: { giant } }, giant), isVerbose);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.length).toBeLessThan(20_000);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 40, msg: expect.stringMatching(/^失败.{1997}…$/) });
  },
);

test('many texts are left out, but not when and what', () => {
  const line = JSON.stringify({
    level: 40,
    time: 7,
    msg: giant,
    texts: Array.from({ length: 100 }, () => giant.slice(0, 5_000)),
  });
  const bounded = JSON.parse(boundLogLine(line));
  expect(bounded).toMatchObject({ level: 40, time: 7, msg: expect.stringMatching(/^失败/), cut: line.length });
  expect(JSON.stringify(bounded).length).toBeLessThan(3_000);
});

test('an ordinary line stays as it is', async () => {
  const lines = await linesOf((logger) => logger.info({ a: '😀' }, 'words'), false);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ a: '😀', msg: 'words' });
});

test('a line for people stays one, also with the field that tells an error', async () => {
  const lines = await linesOf((logger) => logger.warn({ error: 'a.ifc: gone' }, 'it failed'), false, 'pretty');
  expect(lines.join('').trimEnd().split('\n')).toEqual([
    expect.stringContaining('WARN: it failed {"error":"a.ifc: gone"}'),
  ]);
});

test('a line for people has its times as they are at the place, one for programs as they were written', async () => {
  const since = '2026-11-30T11:24:07.658Z';
  const log = (logger: Awaited<ReturnType<typeof createLogger>>) =>
    logger.warn({ since }, `1 run waits since ${since}`);
  const [pretty] = await linesOf(log, false, 'pretty');
  expect(pretty).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] WARN: /);
  expect(pretty).toContain(`1 run waits since ${formatTime(since)} {"since":"${formatTime(since)}"}`);
  const [json = ''] = await linesOf(log, false);
  expect(JSON.parse(json)).toMatchObject({ since, msg: `1 run waits since ${since}` });
});
