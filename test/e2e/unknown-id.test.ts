import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startSystem, type TestSystem } from '../support/system.ts';

const ID = 'unknown-id-weighbridge';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
  await system.start(system.request([await system.addModel('house.ifc', 'house')]), ID);
  // Temporal lists what was started a moment later, and tells nothing of it.
  await vi.waitUntil(async () => (await listed()).includes(ID), { timeout: 30_000 });
});
afterAll(async () => {
  await system.client.cancel(ID);
  await system[Symbol.asyncDispose]();
});

async function listed(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of system.client.list()) ids.push(id);
  return ids;
}

const COMMANDS: string[][] = [
  ['show'],
  ['show', '--manifest'],
  ['verify'],
  ['report'],
  ['watch'],
  ['set', '--bwlimit', '1M'],
  ['pause'],
  ['resume'],
  ['cancel'],
  ['retry'],
];

describe('an id that no ingestion has', () => {
  test.each(COMMANDS)('is told by %s with the one that was meant', async (...args) => {
    const { code, stdout, stderr } = await system.modelrail(...args, 'unknown-id-wieghbridge');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`error: no ingestion unknown-id-wieghbridge in Temporal; did you mean ${ID}?\n`);
  });

  test('is told with the one that it is the beginning of', async () => {
    const { stdout } = await system.modelrail('show', 'unknown-id-w', '--json');
    expect(JSON.parse(stdout)).toEqual({
      error: { type: 'NotFound', message: `no ingestion unknown-id-w in Temporal; did you mean ${ID}?` },
    });
  });

  test('is told alone where none is like it, and nothing is followed', async () => {
    const { code, stderr } = await system.modelrail('watch', 'nope');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: no ingestion nope in Temporal: `modelrail list` shows those that there are\n',
    });
  });
});
