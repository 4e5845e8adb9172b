import { array, assert, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { createAcceptedChunks } from '../../lib/transfer/accepted-chunks.ts';

test('a later attempt reads the counts of an earlier one, of files of any size', () => {
  const counts = array(nat({ max: 4 }), { minLength: 1, maxLength: 200 });
  assert(
    property(counts, (wanted) => {
      const first = createAcceptedChunks(wanted.length);
      for (const [position, count] of wanted.entries()) for (let n = 0; n < count; n += 1) first.add(position);
      const second = createAcceptedChunks(wanted.length, { before: [first.encode()] });
      expect(wanted.map((_, position) => second.of(position))).toEqual(wanted);
    }),
  );
});
