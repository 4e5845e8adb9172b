import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { top } from '../../cli/commands/top.ts';
import { createContext } from '../../cli/context.ts';
import { textWidth } from '../../cli/render/text.ts';
import { connect, freshId, requestFor } from '../client/support.ts';
import { startStandInWorker, type TestWorker } from '../support/stand-in-worker.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let worker: TestWorker;

beforeAll(async () => {
  system = await startSystem();
  worker = await startStandInWorker(system.taskQueue);
});

afterAll(async () => {
  await worker.stop();
  await system[Symbol.asyncDispose]();
});

/** A terminal of so many columns and lines, and what stands on it. */
function terminal(columns: number, rows: number) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns, rows });
  // as: what a context takes of a process
  const process = Object.assign(new PassThrough(), {
    stdin,
    stdout,
    stderr: Object.assign(new PassThrough(), { isTTY: true, columns, rows }),
    env: {},
    cwd: () => system.folder,
  }) as unknown as NodeJS.Process;
  const context = createContext({ color: false, config: system.configPath }, process);
  let written = '';
  /** Each frame begins at the upper left corner. */
  const frame = () => stripVTControlCharacters(written.split('\u001b[1;1H').at(-1) ?? '').split('\r\n');
  return {
    context,
    press: (keys: string) => stdin.write(keys),
    /** Reads until a frame is as wanted. */
    async until(isWanted: (text: string) => boolean): Promise<string[]> {
      while (!isWanted(frame().join('\n'))) {
        if (stdout.readableLength === 0) await once(stdout, 'readable');
        written += String(stdout.read() ?? '');
      }
      return frame();
    },
    written: () => written + String(stdout.read() ?? ''),
  };
}

/** Moves to an ingestion: other tests have theirs on the same server. */
async function choose(screen: ReturnType<typeof terminal>, id: string): Promise<void> {
  const lineOf = (text: string) => /^> (.*)$/m.exec(text)?.[1];
  let text = (await screen.until((one) => lineOf(one) !== undefined)).join('\n');
  while (lineOf(text)?.startsWith(id) !== true) {
    const before = lineOf(text);
    // Others may have come above it since the first look.
    screen.press(text.indexOf(`  ${id}`) < text.indexOf('\n> ') ? '\u001b[A' : '\u001b[B');
    text = (await screen.until((one) => lineOf(one) !== before)).join('\n');
  }
}

test.each([
  [80, 24],
  [60, 24],
])(
  'top on a terminal of %i × %i shows what waits, and does what a key is for',
  { timeout: 40_000 },
  async (columns, rows) => {
    await using client = await connect(system.taskQueue);
    // The first platform by name and time may be any: the group is told by its own.
    const platform = `p${freshId().slice(2, 8)}`;
    const ids = await Promise.all(
      ['waits', 'waits'].map(
        async (name) => (await client.ingest({ ...requestFor(name), platform }, { id: freshId().slice(0, 20) })).id,
      ),
    );
    const [id = ''] = ids;
    const screen = terminal(columns, rows);
    const running = top(screen.context);
    const lines = await screen.until((text) => text.includes(`2 wait for platform ${platform}`));
    expect(lines).toHaveLength(rows);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).toMatch(
      new RegExp(`^2 wait for platform ${platform} since \\d\\d:\\d\\d: connection refused`, 'm'),
    );

    await choose(screen, id);
    screen.press('R');
    await screen.until((text) => text.includes(`retry all 2 that wait for platform ${platform}? [y/N]`));
    screen.press('y');
    await screen.until((text) => text.includes('2 tried again'));
    screen.press('C');
    await screen.until((text) => text.includes(`cancel all 2 that wait for platform ${platform}? [y/N]`));
    screen.press('n');
    await screen.until((text) => !text.includes('[y/N]'));

    await choose(screen, id);
    screen.press('p');
    await screen.until((text) => text.includes(`${id}: pausing`));
    await screen.until((text) => text.includes(`1 waits for platform ${platform}`));
    await choose(screen, id);
    screen.press('d');
    await screen.until((text) => /^status +paused/m.test(text));
    screen.press('d');
    await screen.until((text) => text.includes('1 waits for platform'));
    screen.press('c');
    await screen.until((text) => text.includes(`cancel ${id}? [y/N]`));
    screen.press('y');
    await screen.until((text) => text.includes(`${id}: cancelling`));
    screen.press('q');
    expect(await running).toBe(0);
    // What was there before is there again.
    expect(screen.written().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    expect((await client.get(id)).status).toMatch(/paused|cancelled/);
    for (const one of ids) await client.cancel(one).catch(() => undefined);
  },
);

test('without a terminal top prints one look, and with --json one value', async () => {
  await using client = await connect(system.taskQueue);
  const platform = `p${freshId().slice(2, 8)}`;
  const { id } = await client.ingest({ ...requestFor('waits'), platform }, { id: freshId() });
  await expect
    .poll(async () => (await system.modelrail('top')).stdout, { timeout: 20_000 })
    .toContain(`1 waits for platform ${platform}`);
  const { code, stdout } = await system.modelrail('top', '--json');
  expect(code).toBe(0);
  const group = JSON.parse(stdout).groups.find((one: { platform?: string }) => one.platform === platform);
  expect(group).toMatchObject({ state: 'waiting', count: 1, ingestions: [{ id }] });
  await client.cancel(id);
});
