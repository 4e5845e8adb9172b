import { ApplicationFailure, CancellationScope, condition, sleep } from '@temporalio/workflow';
import { REGISTRATION_GRACE_MS } from '../../contracts/chongqing-bim/policies.ts';
import type { BatchState } from '../../contracts/chongqing-bim/state.ts';
import type { KeptError } from '../../contracts/errors.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import type { FileState } from '../../contracts/state.ts';
import { failFile } from '../ingest/ingest-state.ts';
import { toErrorInfo, toKeptError } from '../steps/failure-info.ts';
import { steps } from '../steps/steps.ts';
import type { ChongqingBimRun } from './chongqing-bim-run.ts';
import { createOnce } from './create-once.ts';
import { registerRecords } from './register-records.ts';

/** Creates the project, a group for each task, and the records of the models that converted. */
export async function registerModels(run: ChongqingBimRun): Promise<void> {
  const outer = CancellationScope.current();
  await letRegistrationEnd(
    run,
    () => outer.consideredCancelled,
    () => registerAll(run),
  );
}

/**
 * A cancellation lets a registration that has begun finish, since half a registration is of no use. The wait is limited, in
 * case the platform does not answer.
 */
export async function letRegistrationEnd(
  run: ChongqingBimRun,
  isCancelled: () => boolean,
  work: () => Promise<void>,
): Promise<void> {
  let registration: CancellationScope | undefined;
  const ended = CancellationScope.nonCancellable(() => {
    registration = new CancellationScope();
    return registration.run(work);
  });
  void CancellationScope.nonCancellable(async () => {
    await condition(isCancelled);
    // A paused run would never come to the end that a cancelled one is to come to.
    run.gate.resume();
    await sleep(REGISTRATION_GRACE_MS);
    registration?.cancel();
  });
  await ended;
}

async function registerAll(run: ChongqingBimRun): Promise<void> {
  const { project, batches } = run.state.own;
  const open = batches.filter((batch) => batch.converted.length > 0 && batch.records !== 'done');
  if (open.length === 0) return;
  try {
    await createProject(run);
    for (const batch of open) await registerBatch(run, batch);
  } catch (error) {
    const info = toKeptError(error);
    if (project.create === 'done' || project.isGiven) throw error;
    // Without a project no batch can be registered.
    for (const batch of open) failBatch(run, batch, info);
  }
}

/** Creates the project record, once, unless the project is the user's own. */
export async function createProject(run: ChongqingBimRun): Promise<void> {
  const { request, own } = run.state;
  const { project } = own;
  if (project.isGiven || project.create === 'done') return;
  await run.gate.open();
  delete project.assumed;
  const isDenied = project.isDenied === true ? { isDenied: true as const } : {};
  const { projectId, assumed, isGuess } = await createOnce(project, 'create', (mayExist) =>
    steps.createProject(
      { platform: request.platform, id: project.id, project: request.project ?? {}, mayExist, ...isDenied },
      { summary: `create project ${request.project?.name ?? ''}` },
    ),
  );
  project.id = projectId;
  if (assumed !== undefined) project.assumed = assumed;
  if (isGuess !== undefined) project.isGuess = isGuess;
  run.changed();
}

async function registerBatch(run: ChongqingBimRun, batch: BatchState): Promise<void> {
  try {
    await createGroup(run, batch);
    await registerRecords(run, batch);
  } catch (error) {
    const info = toKeptError(error);
    if (!run.state.own.project.isGiven && run.state.own.project.create !== 'done') throw error;
    failBatch(run, batch, info);
  }
}

async function createGroup(run: ChongqingBimRun, batch: BatchState): Promise<void> {
  if (batch.group === 'done') return;
  const { request, identity, own } = run.state;
  const { project } = own;
  const name = request.group?.name ?? request.project?.name ?? identity.id;
  await run.gate.open();
  try {
    const { modelGroupId } = await createOnce(batch, 'group', (mayExist) =>
      steps.createModelGroup(
        {
          platform: request.platform,
          id: batch.modelGroupId,
          name,
          projectId: project.id,
          taskId: batch.taskId ?? '',
          ...(request.group?.parentId === undefined ? {} : { parentId: request.group.parentId }),
          mayExist,
        },
        { summary: `create group ${name}` },
      ),
    );
    batch.modelGroupId = modelGroupId;
    // A group in it shows that the project is there and ours: what a later group is refused with is about that group.
    if (project.assumed !== undefined) project.create = 'done';
    delete project.assumed;
    delete project.isGuess;
  } catch (error) {
    if (project.assumed === undefined || toErrorInfo(error).type !== 'NotFound') throw error;
    if (project.isGuess === true) {
      await createDenied(run, error);
      return createGroup(run, batch);
    }
    // The project that "exists already" is another client's, or this refusal is wrong: no call tells which. A retry asks both
    // calls again. The other groups of the project are refused in the same words.
    project.create = 'attempted';
    throw ApplicationFailure.create({ type: 'AlreadyExists', message: project.assumed });
  }
}

/** The guess that the project exists was wrong: it is created once more, and a second wrong guess ends the run. */
async function createDenied(run: ChongqingBimRun, error: unknown): Promise<void> {
  const { project } = run.state.own;
  const isSecond = project.isDenied === true;
  project.create = 'attempted';
  delete project.assumed;
  delete project.isGuess;
  delete project.isDenied;
  if (isSecond) throw error;
  project.isDenied = true;
  await createProject(run);
}

function failBatch(run: ChongqingBimRun, batch: BatchState, error: KeptError): void {
  for (const file of convertedFiles(run, batch)) if (!isDelivered(file)) failFile(file, error);
  run.state.error ??= error;
  run.changed();
}

function convertedFiles(run: ChongqingBimRun, batch: BatchState): FileState[] {
  return batch.converted.flatMap((index) => run.state.files[index] ?? []);
}
