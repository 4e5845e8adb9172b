import { describe, expect, test } from 'vitest';
import type { SyncPlan } from '../../client/index.ts';
import { measureJson } from '../../gateway/measure-json.ts';
import { PLAN_LISTS_DEPTH, PLAN_MAX_BODY_BYTES, shortenPlan } from '../../gateway/shorten-plan.ts';

/** A plan with so many deletions, whose paths have this end. */
function planOf(count: number, end = '.ifc'): SyncPlan {
  const files = Array.from({ length: count }, (_, index) => ({ path: `${index}${end}`, id: `id-${index}` }));
  const paths = Array.from({ length: 1_000 }, (_, index) => `${index}${end}`);
  return {
    name: 'nightly',
    madeAt: '2026-11-29T00:00:00Z',
    basis: { declaration: 'd', memory: 'm' },
    found: 1,
    new: 1_000,
    changed: 0,
    bytes: 1_000,
    unchanged: 0,
    touched: 0,
    files: paths.map((path) => ({ path, size: 1, why: 'new' })),
    removed: paths,
    deletions: { files, count, remembered: count, budget: '10,10%', isWithinBudget: false },
    setAside: [],
    waiting: [],
    skipped: [],
    problems: [],
  };
}

describe('a plan over HTTP', () => {
  test('is whole when it is not large', () => {
    const plan = planOf(600);
    expect(shortenPlan(plan)).toBe(plan);
    const { deletions: _deletions, ...report } = plan;
    expect(shortenPlan(report)).toBe(report);
  });

  test.each([
    ['many', planOf(50_000), 20_000],
    ['Cyrillic', planOf(50_000, `${'ж'.repeat(50)}.ifc`), 14_000],
    ['long', planOf(10_000, 'x'.repeat(500)), 3_900],
  ])('names the first of %s deletions, counts all, and fits into the body that approves it', (_what, plan, least) => {
    const { deletions, truncated } = shortenPlan(plan);
    expect(truncated).toBe(true);
    expect(deletions?.count).toBe(plan.deletions?.count);
    expect(deletions?.files.length).toBeGreaterThanOrEqual(least);
    expect(deletions?.files).toEqual(plan.deletions?.files.slice(0, deletions?.files.length));
    const body = JSON.stringify({ approve: shortenPlan(plan) });
    expect(Buffer.byteLength(body)).toBeLessThan(PLAN_MAX_BODY_BYTES);
    const escaped = body.replace(
      /[^\x20-\x7e]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    expect(Buffer.byteLength(escaped)).toBeLessThan(PLAN_MAX_BODY_BYTES);
    expect(() => measureJson(body)).toThrow('a list of more than 500 values');
    expect(() => measureJson(body, PLAN_LISTS_DEPTH)).not.toThrow();
  });
});
