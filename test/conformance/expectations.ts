import { expect } from 'vitest';
import type { IngestProgress } from '../../client/index.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { asLines, type Model } from './model.ts';
import type { PlatformControl } from './platform-control.ts';

/** Fails unless the ingestion is completed, each file is on the platform once with its bytes, and nothing else is. */
export async function expectWhole(
  under: KindUnderTest,
  control: PlatformControl,
  result: IngestProgress | undefined,
  models: readonly Model[],
  isDryRun = false,
): Promise<void> {
  expect(result?.error).toBeUndefined();
  expect(result?.status).toBe('completed');
  expect(result?.files.filter((file) => isDelivered(file) === isDryRun)).toEqual([]);
  expect(asLines(await under.delivered(control))).toEqual(asLines(models));
  expect((await under.doubled?.(control)) ?? []).toEqual([]);
}
/** Fails when something is on the platform twice, or is called delivered and is not there, or stays there untold; whatever the ingestion came to. */
export async function expectNothingFalse(
  under: KindUnderTest,
  control: PlatformControl,
  result: IngestProgress,
): Promise<void> {
  const lines = asLines(await under.delivered(control));
  expect(lines).toEqual([...new Set(lines)]);
  const told = result.leftovers ?? [];
  const doubled = (await under.doubled?.(control)) ?? [];
  expect(doubled.filter((id) => told.every((line) => !line.includes(id)))).toEqual([]);
  const called = result.files.filter((file) => isDelivered(file)).map(({ name, hash }) => `${name} ${hash}`);
  expect(called.filter((line) => !lines.includes(line))).toEqual([]);
}

/** What is wrong, with the case that it is wrong of; nothing when the check passes. For many cases in one test. */
export async function problemOf(what: string, check: Promise<void>): Promise<string[]> {
  try {
    await check;
    return [];
  } catch (error) {
    return [`${what}: ${error instanceof Error ? error.message : String(error)}`];
  }
}
