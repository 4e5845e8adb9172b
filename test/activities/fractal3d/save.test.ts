import { expect, test } from 'vitest';
import { createExclusive } from '../../../activities/exclusive.ts';
import { createSaveActivities } from '../../../activities/fractal3d/save.ts';
import type { ResultFile } from '../../../lib/results/results.ts';
import { upload } from '../../platforms/fractal3d/support.ts';
import { runStep, startSession } from './support.ts';

/** Two results that are there; the first save of a name in `failing` fails. */
async function start() {
  const { session } = await startSession();
  const { client } = session();
  const failing = new Set<string>();
  const fetched: string[] = [];
  const results = {
    async save({ names, folder }: ResultFile) {
      const [name = ''] = names;
      if (failing.delete(name)) throw new Error('an error that is not foreseen');
      fetched.push(name);
      return `${folder}/${name}`;
    },
    close: async () => undefined,
  };
  const { saveFractal3dResults: step } = createSaveActivities({ session, results, exclusive: createExclusive() });
  const files = await Promise.all(
    ['a', 'b'].map(async (name, index) => {
      const fileId = await upload(client, `${name}.step`);
      const transactionId = await client.convert({ source: { fileId }, name: `${name}.step`, target: 'e3dx' });
      return { index, transactionId, folder: '/results', names: [[name, 'e3dx'] as [string, string]] };
    }),
  );
  return { step, input: { platform: 'drawings', ingestion: 'one', files }, failing, fetched };
}

test('what an attempt has saved the next one does not fetch again', async () => {
  const { step, input, failing, fetched } = await start();
  failing.add('b.e3dx');
  const first = runStep(step, input);
  await expect(first.end).rejects.toThrow('not foreseen');
  const { files } = await runStep(step, input, { attempt: 2, heartbeatDetails: first.last() }).end;
  expect(fetched).toEqual(['a.e3dx', 'b.e3dx']);
  expect(files).toEqual([
    { index: 0, state: 'ok', saved: '/results/a.e3dx' },
    { index: 1, state: 'ok', saved: '/results/b.e3dx' },
  ]);
});

test('a transaction that the platform does not know fails its file alone', async () => {
  const { step, input } = await start();
  const [known] = input.files;
  const unknown = { ...known, index: 1, transactionId: 'none', folder: '/results', names: known?.names ?? [] };
  const { files } = await runStep(step, { ...input, files: [...input.files.slice(0, 1), unknown] }).end;
  expect(files).toMatchObject([{ state: 'ok' }, { state: 'failed', error: { type: 'NotFound' } }]);
});
