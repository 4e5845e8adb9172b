import { uuid4 } from '@temporalio/workflow';
import type {
  BatchState,
  ChongqingBimResume,
  ChongqingBimState,
  RecordFacts,
} from '../../contracts/chongqing-bim/state.ts';
import { type Leftover, leftItem } from '../../contracts/leftovers.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { phraseOf } from '../../contracts/sentences.ts';
import type { ResultOf } from '../../contracts/state.ts';
import { countFiles } from '../ingest/ingest-progress.ts';
import type { Delivery, KeptFile } from '../ingest/ingest-run.ts';
import type { ChongqingBimRunState } from './chongqing-bim-run.ts';
import { deliverToChongqingBim } from './deliver.ts';
import { sharedProject } from './shared-project.ts';

/** How models come to the Chongqing BIM platform. */
export const chongqingBimDelivery: Delivery<'chongqing-bim'> = {
  kind: 'chongqing-bim',
  begin,
  // Whole tasks in each slice: cut anywhere else there would be more tasks, and groups, than the limit asks for.
  filesTogether: ({ maxModelsPerTask }) => maxModelsPerTask,
  deliver: deliverToChongqingBim,
  remote({ request, own: { project, batches } }) {
    const tasks = batches.flatMap(({ modelGroupId, taskId }) =>
      taskId === undefined ? [] : [{ modelGroupId, taskId }],
    );
    const [first] = tasks;
    const { name } = request.project;
    return {
      ...(project.isGiven || project.create === 'done' ? { projectId: project.id } : {}),
      ...(name === undefined ? {} : { projectName: name }),
      ...(first === undefined ? {} : { modelGroupId: first.modelGroupId, taskId: first.taskId, tasks }),
    };
  },
  resume,
  leftovers,
  shared: sharedProject,
};

const TO_REGISTER: KeptFile = { status: 'converted', stage: 'register' };

/** Keeps what is registered and takes up registrations that were begun. */
function begin(
  { project }: IngestRequest,
  previous: ResultOf<'chongqing-bim'> | undefined,
): { own: ChongqingBimState; kept: ReadonlyMap<number, KeptFile> } {
  const left: Partial<ChongqingBimResume> = previous?.resume ?? {};
  const own: ChongqingBimState = {
    project: left.project ?? { id: project?.id ?? uuid4(), isGiven: project?.id !== undefined, create: 'none' },
    batches: [],
    unusedGroupIds: [],
    untoldTasks: new Set(left.untoldTasks),
    refused: new Set(left.refused),
    records: new Map(),
  };
  const kept = new Map<number, KeptFile>();
  for (const batch of left.batches ?? []) {
    if (!isWorthKeeping(batch)) {
      if (batch.group === 'none') own.unusedGroupIds.push(batch.modelGroupId);
      continue;
    }
    own.batches.push({ ...batch, files: batch.converted });
    for (const position of batch.converted) kept.set(position, TO_REGISTER);
  }
  for (const [position, createdUserId] of (left.createdUserIds ?? []).entries()) {
    own.records.set(position, { createdUserId, ...left.recordSpellings?.[position] });
  }
  return { own, kept };
}

function isWorthKeeping({ taskId, converted }: BatchState): boolean {
  return taskId !== undefined && converted.length > 0;
}

function resume({ own, files }: ChongqingBimRunState): ChongqingBimResume {
  const { project, batches, refused, records, untoldTasks } = own;
  const spellings = files.flatMap(({ record }, position) => {
    const spelling = record === undefined ? {} : spellingIn(records.get(position));
    return Object.keys(spelling).length === 0 ? [] : [[position, spelling] as const];
  });
  return {
    project,
    batches,
    createdUserIds: files.map(({ record }, position) =>
      record === undefined ? '' : (records.get(position)?.createdUserId ?? ''),
    ),
    ...(refused.size === 0 ? {} : { refused: [...refused] }),
    ...(untoldTasks.size === 0 ? {} : { untoldTasks: [...untoldTasks] }),
    ...(spellings.length === 0 ? {} : { recordSpellings: Object.fromEntries(spellings) }),
  };
}

function spellingIn({ type, hash }: Partial<RecordFacts> = {}): Pick<RecordFacts, 'type' | 'hash'> {
  return { ...(type === undefined ? {} : { type }), ...(hash === undefined ? {} : { hash }) };
}

/** Tasks, groups and the project that are in no use; no call of the manual removes them. */
function leftovers(state: ChongqingBimRunState): Leftover[] {
  const { batches, project, untoldTasks } = state.own;
  const left: Leftover[] = [];
  for (const id of untoldTasks) left.push(leftItem(phraseOf('conversion task of group'), id, false));
  for (const { records, parts = [], taskId, group, modelGroupId } of batches) {
    // One part with models is enough for the task and the group to be in use.
    if (records === 'done' || parts.some((part) => part.records === 'done')) continue;
    if (taskId !== undefined) left.push(leftItem(phraseOf('conversion task'), taskId, true));
    if (group !== 'none') left.push(leftItem(phraseOf('model group'), modelGroupId, group === 'done'));
  }
  const hasRecords = batches.some((batch) => batch.records === 'done') || countFiles(state).delivered > 0;
  const { id, create, assumed, isGiven } = project;
  if (!hasRecords && state.isSlice !== true && !isGiven && create !== 'none') {
    // What was taken for ours because it exists may be another's.
    left.push(leftItem(phraseOf('project'), id, create === 'done' && assumed === undefined));
  }
  return left;
}
