import { describe, expect, it } from 'vitest';
import { changeMemory } from '../../contracts/sync/change-memory.ts';
import { emptyMemory, isMemoryState, type MemoryChange, type MemoryState } from '../../contracts/sync/memory.ts';

const a = { workflowId: 'sync-s-1', runId: 'a' };
const b = { workflowId: 'sync-s-2', runId: 'b' };
const batch = (number: number) => ({ number, begunAtMs: 1, files: 'files' });

/** The memory after changes, each of which has to be taken. */
function after(...changes: MemoryChange[]): MemoryState {
  return changes.reduce((state, change) => {
    const next = changeMemory(state, change);
    if (next === undefined) throw new Error(`refused: ${JSON.stringify(change)}`);
    expect(isMemoryState(next)).toBe(true);
    return next;
  }, emptyMemory('s'));
}

describe('the memory of a sync', () => {
  it('is held by one run, until another one names it as ended', () => {
    const held = after({ hold: { run: a } });
    expect(held).toMatchObject({ holder: a });
    expect(changeMemory(held, { hold: { run: b }, begin: { run: 'b' }, root: 'r' })).toEqual(held);
    expect(changeMemory(held, { hold: { run: b, after: 'c' } })).toEqual(held);
    expect(changeMemory(held, { hold: { run: a } })).toEqual(held);
    expect(changeMemory(held, { hold: { run: b, after: 'a' } })).toMatchObject({ holder: b });
  });

  it('keeps what later requests have in the place of what was made, until all is forgotten', () => {
    const substitutes = { folder: { parentId: '17' } };
    const kept = after({ substitutes }, { hold: { run: a } }, { begin: { run: 'a', batch: batch(1) } });
    expect(kept).toMatchObject({ substitutes });
    expect(changeMemory(kept, { anew: true })).not.toHaveProperty('substitutes');
    expect(changeMemory(kept, { anew: true, substitutes })).toMatchObject({ substitutes });
  });

  it('lets no other run deliver', () => {
    const held = after({ hold: { run: b } });
    expect(changeMemory(held, { begin: { run: 'a', batch: batch(1) } })).toBeUndefined();
    // One that an earlier version began, and that no later one stands in the way of.
    expect(after({ begin: { run: 'a' } })).toMatchObject({ generation: 1 });
  });

  it('keeps an ingestion from its beginning until it is remembered what that delivered', () => {
    const begun = after({ hold: { run: a } }, { begin: { run: 'a', batch: batch(1) } });
    expect(begun).toMatchObject({ generation: 1, batch: { id: 's-g1-b1', number: 1 } });
    expect(changeMemory(begun, { begin: { run: 'a', batch: batch(1) } })).toEqual(begun);
    expect(changeMemory(begun, { begin: { run: 'a', batch: batch(2) } })).toBeUndefined();
    expect(changeMemory(begun, { done: 's-g1-b2' })).toEqual(begun);
    const done = after({ hold: { run: a } }, { begin: { run: 'a', batch: batch(1) } }, { done: 's-g1-b1' });
    expect(done).not.toHaveProperty('batch');
    // An attempt that was overtaken begins nothing again.
    expect(changeMemory(done, { begin: { run: 'a', batch: batch(1) } })).toEqual(done);
    expect(changeMemory(done, { begin: { run: 'a', batch: batch(2) } })).toMatchObject({ batch: { id: 's-g1-b2' } });
  });

  it('lets the next run deliver only after that', () => {
    const left = after(
      { hold: { run: a } },
      { begin: { run: 'a', batch: batch(3) } },
      { hold: { run: b, after: 'a' } },
    );
    expect(left).toMatchObject({ holder: b, batch: { id: 's-g1-b3' } });
    expect(changeMemory(left, { begin: { run: 'b', batch: batch(1) } })).toBeUndefined();
    const taken = changeMemory(left, { done: 's-g1-b3' });
    expect(taken && changeMemory(taken, { begin: { run: 'b', batch: batch(1) } })).toMatchObject({
      generation: 2,
      batch: { id: 's-g2-b1' },
    });
    expect(changeMemory(left, { anew: true })).toHaveProperty('batch');
    expect(changeMemory(left, { anew: true, done: 's-g1-b3' })).not.toHaveProperty('batch');
  });
});
