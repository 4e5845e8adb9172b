import type { BatchState, CreateState, RecordPart } from '../../contracts/chongqing-bim/state.ts';
import type { KeptError } from '../../contracts/errors.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { deliverFile, failFile } from '../ingest/ingest-state.ts';
import { steps } from '../steps/steps.ts';
import type { ChongqingBimRun } from './chongqing-bim-run.ts';
import { createOnce } from './create-once.ts';
import { spellingOf } from './record-spelling.ts';
import { type Part, sendInParts } from './split-refused.ts';

/** Models whose records are made by one call. */
interface CallPart extends Part {
  state: RecordPart;
}

/**
 * Creates the records of a batch in its group, by one call or by as many as the platform takes. Whether it took effect is
 * known of each call: one that is refused leaves the others as they are, in this run and in the next.
 */
export async function registerRecords(run: ChongqingBimRun, batch: BatchState): Promise<void> {
  const whole: RecordPart = { files: batch.converted, records: batch.records };
  const states = () => batch.parts ?? [whole];
  const open = states().filter(({ records }) => records !== 'done');
  const note = () => {
    batch.records = stateOf(states());
  };
  let firstError: KeptError | undefined;
  const { batches, refused } = run.state.own;
  const isDone = ({ records }: Pick<RecordPart, 'records'>) => records === 'done';
  // What an earlier run saw refused comes last: its refusals must not end the call for the others.
  const wasRefused = ({ files }: RecordPart) => files.every((index) => refused.has(index));
  const inOrder = [...open.filter((part) => !wasRefused(part)), ...open.filter(wasRefused)];

  await sendInParts<CallPart>(
    inOrder.map((state) => ({ state, models: modelsOf(run, state) })),
    {
      async send({ state, models }) {
        await run.gate.open();
        try {
          await createOnce(state, 'records', (mayExist) => {
            note();
            return createModelFiles(run, batch, models, mayExist);
          });
        } finally {
          note();
        }
        for (const { index, file } of models) {
          refused.delete(index);
          deliverFile(run, file);
        }
        run.changed();
      },
      wasTaken: () => batches.some((one) => isDone(one) || one.parts?.some(isDone) === true),
      divide({ state, models }, groups) {
        const { records } = state;
        const parts = groups.map((group) => ({ models: group, state: { files: positionsOf(group), records } }));
        const left = models.filter((model) => !groups.some((group) => group.includes(model)));
        const taken = parts.map((part) => part.state);
        // What is taken out has a part of its own as well: a retry sends it apart from the others.
        const apart = left.length === 0 ? [] : [{ files: positionsOf(left), records }];
        batch.parts = states().flatMap((one) => (one === state ? [...taken, ...apart] : one));
        return parts;
      },
      giveUp(_, models, { error, isUnfit }) {
        firstError ??= error;
        if (isUnfit) for (const { index } of models) refused.add(index);
        for (const { file } of models) failFile(file, error);
        run.changed();
      },
    },
  );
  const isAnyThere = states().some(({ records }) => records === 'done');
  if (firstError !== undefined && !isAnyThere) run.state.error ??= firstError;
}

/** What is known of all calls together. */
function stateOf(parts: readonly RecordPart[]): CreateState {
  if (parts.every(({ records }) => records === 'done')) return 'done';
  return parts.some(({ records }) => records === 'attempted') ? 'attempted' : 'none';
}

function modelsOf({ state }: ChongqingBimRun, { files }: RecordPart): RunFile[] {
  return files.flatMap((index) => {
    const file = state.files[index];
    return file === undefined ? [] : [{ index, file }];
  });
}

function positionsOf(models: readonly RunFile[]): number[] {
  return models.map(({ index }) => index);
}

async function createModelFiles(
  { state }: ChongqingBimRun,
  batch: BatchState,
  models: readonly RunFile[],
  mayExist: boolean,
): Promise<unknown> {
  return await steps.createModelFiles(
    {
      platform: state.request.platform,
      projectId: state.own.project.id,
      modelGroupId: batch.modelGroupId,
      taskId: batch.taskId ?? '',
      models: models.map(({ index, file: { name, hash, size, record } }) => ({
        name,
        hash,
        size,
        path: record?.path ?? '',
        createdUserId: state.own.records.get(index)?.createdUserId ?? '',
        ...spellingOf(state.own.records.get(index)),
      })),
      mayExist,
    },
    { summary: `register ${models.length} ${models.length === 1 ? 'model' : 'models'}` },
  );
}
