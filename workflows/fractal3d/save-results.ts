import { patched } from '@temporalio/workflow';
import type { Fractal3dActivities, ResultToSave, SavedResult } from '../../contracts/fractal3d/activities.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { isText, shaped } from '../../contracts/shapes.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { describeFiles, queueOf } from '../ingest/run-files.ts';
import { reportedOf } from '../steps/last-report.ts';
import { steps } from '../steps/steps.ts';
import { flaw } from './extra-ends.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';
import { settleExtras } from './settle-extras.ts';
import { wishesOf } from './wishes.ts';

type Saving = Awaited<ReturnType<Fractal3dActivities['saveFractal3dResults']>>;

/** Saves the results of files, each on the machine that works it. */
export async function saveResults(run: Fractal3dRun, files: readonly RunFile[]): Promise<void> {
  // Those of one machine together: the folder is that machine's.
  const hosts = new Map<string, RunFile[]>();
  for (const entry of files) {
    const host = entry.file.host ?? '';
    hosts.set(host, [...(hosts.get(host) ?? []), entry]);
  }
  await Promise.all([...hosts.values()].map((ofHost) => saveOfHost(run, ofHost)));
}

async function saveOfHost(run: Fractal3dRun, files: readonly RunFile[]): Promise<void> {
  /** What a step that was stopped has saved. */
  const saved = new Map<number, SavedResult>();
  const keep = (done: object) => {
    for (const { index, file } of files) {
      const result = reportedOf(done, 'made', index, isSaved);
      if (result === undefined) continue;
      saved.set(index, { index, state: 'ok', saved: result.saved });
      // Also of a run that is cancelled.
      file.saved = result.saved;
    }
  };
  const onInterrupted = patched('keep-what-is-saved') ? keep : undefined;
  const saveThem = async (pending: readonly RunFile[]): Promise<Saving> => {
    const rest = pending.filter(({ index }) => !saved.has(index));
    const before = [...saved.values()];
    return rest.length === 0 ? { files: before } : { files: [...before, ...(await saveRest(run, rest)).files] };
  };
  await settleExtras(run, files, (pending) => run.gate.run(() => saveThem(pending), onInterrupted), {
    onDone({ file }, { saved: path }) {
      file.saved = path;
    },
    onUndone(entry, outcome) {
      if (outcome.state === 'failed') flaw(entry, sentenceOf('save: '), outcome.error);
    },
  });
}

function saveRest(run: Fractal3dRun, rest: readonly RunFile[]): Promise<Saving> {
  const { request, identity } = run.state;
  return steps.saveFractal3dResults(
    {
      platform: request.platform,
      ingestion: identity.id,
      files: rest.flatMap((entry) => {
        const { save: folder, target = 'e3dx' } = wishesOf(run, entry);
        const { name, record, remote } = entry.file;
        const transactionId = remote?.['transactionId'];
        if (folder === undefined || transactionId === undefined) return [];
        const names: ResultToSave['names'] = [
          [name, target],
          [name, target, `-${record?.id ?? transactionId}`],
        ];
        return [{ index: entry.index, transactionId, folder, names }];
      }),
    },
    { summary: `save the results of ${describeFiles(rest)}`, ...queueOf(run, rest) },
  );
}

const isSaved = shaped<Pick<SavedResult, 'saved'>>({ saved: isText });
