import { expect, test } from 'vitest';
import { parseBehaviour } from '../../cli/commands/simulate.ts';
import { firstSimulator } from '../../platforms/simulators.ts';

const simulator = firstSimulator();

test('the flags of simulate say how the platform behaves; the rest is left to it', () => {
  expect(parseBehaviour(simulator, {})).toEqual({});
  const flags = { convertTime: '30s', mergeTime: '500ms', autoMerge: true, needsSynchronous: true };
  expect(parseBehaviour(simulator, flags)).toEqual({
    conversionMs: 30_000,
    mergeDelayMs: 500,
    autoMerge: true,
    needsSynchronous: true,
  });
});

test('a time that is none is refused', () => {
  expect(() => parseBehaviour(simulator, { mergeTime: 'soon' })).toThrow(
    '--merge-time must be a duration such as 30s, not "soon"',
  );
});

test('a flag that only other simulators have is refused', () => {
  expect(() => parseBehaviour({ kind: simulator.kind, flags: [] }, { autoMerge: true })).toThrow(
    `the simulator of kind ${simulator.kind} has no --auto-merge`,
  );
});
