import { describe, expect, test } from 'vitest';
import { createPlatformClock } from '../../../platforms/longyan-disk/clock.ts';
import { bodyOf, startDisk } from './support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.parse('2026-06-01T12:00:00Z');

function dated(ms: number, more: Record<string, string> = {}) {
  return { headers: { date: new Date(ms).toUTCString(), ...more } };
}

describe('a clock', () => {
  test.each([
    ['a minute at most', dated(NOON + 60_000), 0],
    ['more than a minute ahead', dated(NOON + 61_000), 61_000],
    ['an hour behind', dated(NOON - HOUR), -HOUR],
    ['years ahead of a machine without a battery', dated(NOON + 5 * 365 * 24 * HOUR), 5 * 365 * 24 * HOUR],
  ])('that is %s is followed', (_what, answer, offsetMs) => {
    const clock = createPlatformClock(() => NOON);
    clock.learn(answer, NOON);
    expect(clock.offsetMs).toBe(offsetMs);
    expect(clock.now()).toBe(NOON + offsetMs);
    expect(clock.isOther(0)).toBe(offsetMs !== 0);
  });

  test.each([
    ['is none', { headers: { date: 'soon' } }],
    ['is missing', { headers: {} }],
    ['comes from a cache', dated(NOON - HOUR, { age: '3600' })],
    ['lies before the platform', dated(0)],
    ['lies in another century', dated(Date.parse('2150-01-01T00:00:00Z'))],
  ])('does not follow a date that %s', (_what, answer) => {
    const clock = createPlatformClock(() => NOON);
    clock.learn(answer, NOON);
    expect(clock.offsetMs).toBe(0);
  });

  test('that was put right is told by the next answer', () => {
    let now = NOON;
    const clock = createPlatformClock(() => now);
    clock.learn(dated(NOON + HOUR), NOON);
    now = NOON + HOUR;
    clock.learn(dated(NOON + HOUR), now);
    expect(clock.offsetMs).toBe(0);
    expect(clock.isOther(HOUR)).toBe(true);
  });

  test.each([
    ['within the time that a long answer took', 2 * MINUTE],
    ['outside of it', HOUR],
  ])('is kept when the answer to a long upload has a time %s', (_what, offsetMs) => {
    let now = NOON;
    const clock = createPlatformClock(() => now);
    clock.learn(dated(NOON + offsetMs), NOON);
    now = NOON + 10 * MINUTE;
    clock.learn(dated(NOON + 5 * MINUTE + offsetMs), NOON);
    expect(clock.offsetMs).toBe(offsetMs);
  });

  test('is kept as long as it explains the answers', () => {
    let now = NOON;
    const clock = createPlatformClock(() => now);
    clock.learn(dated(NOON + 90_000), NOON);
    now = NOON + 50_000;
    clock.learn(dated(now + 90_000), NOON);
    expect(clock.offsetMs).toBe(90_000);
  });
});

describe('a machine whose clock is wrong', () => {
  const behind = () => Date.now() - 2 * HOUR;

  test('signs with the platform’s time after one refusal', async () => {
    const { client, control } = await startDisk({}, {}, behind);
    await client.queryPeriods({});
    await client.uncompletedFiles();
    expect((await control.log()).map(({ outcome }) => outcome)).toEqual([401, 200, 200]);
    expect(Math.abs(client.clockOffsetMs() - 2 * HOUR)).toBeLessThan(5_000);
  });

  test('has each of eight calls made that were refused together', async () => {
    const { client, control } = await startDisk({}, {}, behind);
    await Promise.all(Array.from({ length: 8 }, () => client.queryPeriods({})));
    const outcomes = (await control.log()).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 401)).toHaveLength(8);
    expect(outcomes.filter((outcome) => outcome === 200)).toHaveLength(8);
  });

  test('tries again each of eight files that were refused together', async () => {
    const { client } = await startDisk({}, {}, behind);
    const send = () => client.uploadify({ name: 'a.txt', content: bodyOf(Buffer.from('x')) });
    const refused = await Promise.all(Array.from({ length: 8 }, () => send().catch((error: unknown) => error)));
    for (const error of refused) expect(error).toMatchObject({ type: 'Authentication', isRetryable: true });
  });

  test('sends a file that it reads while it sends in its next attempt', async () => {
    const { client } = await startDisk({}, {}, behind);
    const send = () => client.uploadify({ name: 'a.txt', content: bodyOf(Buffer.from('x')) });
    await expect(send()).rejects.toMatchObject({ type: 'Authentication', isRetryable: true });
    expect(await send()).toMatchObject({ fid: expect.any(String) });
  });

  test('does as well when the platform’s is the wrong one', async () => {
    const { client } = await startDisk({ clockOffsetMs: -20 * 60_000 });
    await client.queryPeriods({});
    expect(client.clockOffsetMs()).toBeLessThan(-19 * 60_000);
  });
});
