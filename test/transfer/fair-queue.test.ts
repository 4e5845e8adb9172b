import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { createFairQueue } from '../../lib/transfer/fair-queue.ts';

const share = fc.constantFrom('a', 'b', 'c');
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), share }),
  fc.record({ kind: fc.constant('serve' as const) }),
  fc.record({ kind: fc.constant('leave' as const), position: fc.nat(20) }),
);

test.prop([fc.array(step, { maxLength: 80, size: 'max' })])(
  'whatever happens: no share waits while another is served twice, and within a share the first comes first',
  (steps) => {
    const queue = createFairQueue<{ share: string }>();
    let waiting: { share: string }[] = [];
    /** Served since the share that waits was served last, or began to wait. */
    const passed = new Map<string, Map<string, number>>();
    for (const act of steps) {
      const taken = act.kind === 'serve' ? queue.first : undefined;
      if (act.kind === 'add') {
        const entry = { share: act.share };
        if (!waiting.some((one) => one.share === act.share)) passed.set(act.share, new Map());
        queue.add(entry, act.share);
        waiting.push(entry);
      } else if (act.kind === 'leave') {
        const entry = waiting[act.position % Math.max(1, waiting.length)];
        expect(entry === undefined || queue.delete(entry)).toBe(true);
        waiting = waiting.filter((one) => one !== entry);
      } else if (taken !== undefined) {
        expect(taken).toBe(waiting.find((one) => one.share === taken.share));
        queue.serve(taken);
        waiting = waiting.filter((one) => one !== taken);
        passed.set(taken.share, new Map());
        for (const other of new Set(waiting.map((one) => one.share))) {
          if (other === taken.share) continue;
          const counts = passed.get(other);
          const count = (counts?.get(taken.share) ?? 0) + 1;
          counts?.set(taken.share, count);
          expect(count).toBeLessThanOrEqual(1);
        }
      }
      expect(queue.size).toBe(waiting.length);
      expect(queue.first === undefined).toBe(waiting.length === 0);
    }
  },
);

test('an entry that is not there is not taken out', () => {
  const queue = createFairQueue<object>();
  const entry = {};
  expect(queue.delete(entry)).toBe(false);
  queue.add(entry, 'a');
  expect([queue.delete(entry), queue.delete(entry), queue.first]).toEqual([true, false, undefined]);
});
