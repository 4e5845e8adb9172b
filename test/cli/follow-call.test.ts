import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { CliContext } from '../../cli/context.ts';
import { followCall } from '../../cli/follow-call.ts';
import type { CallOptions, Modelrail } from '../../client/index.ts';

/** A platform that answers once it was said what is waited for; answers what was said. */
async function said(waits: number): Promise<string[]> {
  const notes: string[] = [];
  const told = new PassThrough({ objectMode: true });
  const client = { taskQueue: 'q', findWorker: async () => ({ identity: 'w' }) } as unknown as Modelrail; // as: all that is asked
  const context = {
    isVerbose: false,
    // Of the test's own the channel to its parent would be let go.
    process: new EventEmitter(),
    note: (text: string) => {
      notes.push(text);
      told.write(text);
    },
  } as unknown as CliContext; // as: all that is looked at
  const work = async ({ onStarted }: Required<CallOptions>): Promise<string> => {
    onStarted('call-1');
    if (waits > 0) await new Promise((resolve) => told.once('data', resolve));
    // A command may call more than once.
    onStarted('call-2');
    return 'answer';
  };
  const shown: string[] = [];
  expect(await followCall(context, client, work, (answer) => shown.push(answer), waits > 0 ? 1 : undefined)).toBe(0);
  expect(shown).toEqual(['answer']);
  return notes;
}

test('a call whose platform does not answer says once what it waits for, and where its reasons and result are', async () => {
  expect(await said(1)).toEqual([
    expect.stringMatching(
      /^waiting for the platform to answer, .*`modelrail doctor` .*`temporal workflow show --workflow-id call-1` has/,
    ),
  ]);
});

test('a call that is answered at once says nothing of waiting', async () => {
  expect(await said(0)).toEqual([]);
});
