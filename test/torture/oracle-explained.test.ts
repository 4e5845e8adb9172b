import { describe, expect, it } from 'vitest';
import { change, failBridge, judgeRound, type Round, refuseBridge, refuseSource, repeat } from './sound-round.ts';

describe('the oracle is content with', () => {
  it('what an earlier run sent of a file whose source is gone', () => {
    expect(
      judgeRound((round) => {
        failBridge(round);
        const error = { type: 'SourceNotFound', message: 'bridge.rvt does not exist' } as const;
        Object.assign(round.told.files[1] ?? {}, { hash: '', error });
        Object.assign(round.asked.files[1] ?? {}, { isDisturbed: true });
        round.told.leftovers = ['file bridge.rvt: 2 of 2 chunks'];
      }),
    ).toEqual([]);
  });

  it('a file that its server refused', () => {
    expect(judgeRound(refuseSource)).toEqual([]);
  });

  it.each<[string, (round: Round) => void]>([
    ['refused by its name', ({ unfit }) => unfit.push('bridge.rvt')],
    ['refused by a fault', (round) => (round.hasRefusals = true)],
  ])('a file that the platform %s', (_how, explain) => {
    expect(judgeRound((round) => change(refuseBridge, round, () => explain(round)))).toEqual([]);
  });

  it.each<[string, (round: Round) => void]>([
    ['its ingestion had two runs', ({ runs }) => runs.set('t-1', 2)],
    ['the platform lost a task', ({ state }) => Object.assign(state.tasks[0] ?? {}, { outcome: 'lose' })],
    ['a submission was disturbed', (round) => (round.repeats = 1)],
  ])('a file that was converted twice because %s', (_why, explain) => {
    expect(
      judgeRound((round) =>
        change(
          () => repeat(round.state.tasks, { taskId: 'task-2' }),
          round,
          () => explain(round),
        ),
      ),
    ).toEqual([]);
  });
});
