import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Store } from '../../../lib/simulation/store.ts';
import { Refusal } from './answers.ts';
import type { ConversionSwitches } from './conversion-switches.ts';
import type { FileClaim, Files } from './files.ts';
import type { UnfitSwitches } from './unfit-switches.ts';

const storedTask = z.object({
  id: z.string(),
  taskId: z.string(),
  modelGroupId: z.string(),
  createdAt: z.string(),
  startedAtMs: z.number(),
  conversionMs: z.number(),
  outcome: z.enum(['succeed', 'fail', 'lose']),
  message: z.string(),
  /** How long after its start it is found. */
  visibleAfterMs: z.number().default(0),
  models: z.array(z.object({ id: z.string(), name: z.string(), hash: z.string(), errorMessage: z.string() })),
});
/** A conversion task; how far it is follows from the clock. */
export type Task = z.infer<typeof storedTask>;

/** `item` of both conversion calls (manual sections `convert-model` and `convert-process`). */
export interface WireTask {
  id: string;
  projectId: string | null;
  taskId: string | null;
  modelList: Record<string, unknown>[];
  taskState: { found: boolean; done: boolean; successed: boolean; message: string };
  createdAt: string;
}

/** The platform's conversion tasks. */
export interface Conversions {
  /** Starts one task for all the files. Throws a Refusal when one of them is not a whole file of the platform. */
  start(modelGroupId: string, claims: (FileClaim & { id: string })[]): WireTask;
  progress(modelGroupId: string, taskId: string): WireTask;
  /** The task, unless it was lost or never was. */
  find(taskId: string): Task | undefined;
  /** Forgets a task; false when there is none. */
  remove(taskId: string): boolean;
  /** Gives a task another end; gives the task, or undefined when there is none. */
  alter(taskId: string, change: Pick<Task, 'outcome' | 'message'>): Task | undefined;
  list(): (Task & { isDone: boolean })[];
}

/** Makes the converter. */
export function createConversions(options: {
  store: Store;
  files: Files;
  switches: ConversionSwitches;
  unfit: UnfitSwitches;
  conversionMs: number;
}): Conversions {
  const { store, files, switches, unfit, conversionMs } = options;
  const tasks = store.collection('tasks', (value) => storedTask.parse(value));

  function find(taskId: string): Task | undefined {
    const task = tasks.get(taskId.toLowerCase());
    return task?.outcome === 'lose' ? undefined : task;
  }

  return {
    start(modelGroupId, claims) {
      checkOnce(claims);
      for (const claim of claims) {
        unfit.check('convertModel', claim);
        checkId(files, claim);
      }
      const { outcome, message, visibleAfterMs } = switches.nextTask();
      const task: Task = {
        id: randomUUID(),
        taskId: randomUUID(),
        modelGroupId,
        createdAt: new Date().toISOString(),
        startedAtMs: Date.now(),
        conversionMs,
        outcome,
        message,
        visibleAfterMs,
        models: claims.map(({ name, hash }) => ({
          id: randomUUID(),
          name,
          hash,
          errorMessage: switches.errorOf({ name, hash }),
        })),
      };
      tasks.set(task.taskId, task);
      return describe(task, { ...RUNNING, message: '开始转换模型!' }, 0);
    },
    progress(modelGroupId, taskId) {
      const task = find(taskId);
      if (task === undefined || task.modelGroupId.toLowerCase() !== modelGroupId.toLowerCase()) {
        return lost(modelGroupId);
      }
      const elapsed = Date.now() - task.startedAtMs;
      if (elapsed < task.visibleAfterMs) return lost(modelGroupId);
      if (!isDone(task)) return describe(task, { ...RUNNING, message: '模型转换中' }, elapsed);
      const successed = task.outcome === 'succeed';
      return describe(task, { found: true, done: true, successed, message: task.message }, elapsed);
    },
    find,
    remove(taskId) {
      const isThere = tasks.has(taskId.toLowerCase());
      tasks.delete(taskId.toLowerCase());
      return isThere;
    },
    alter(taskId, change) {
      const task = tasks.get(taskId.toLowerCase());
      if (task === undefined) return undefined;
      const altered = { ...task, ...change };
      tasks.set(task.taskId, altered);
      return altered;
    },
    list: () => [...tasks.values()].map((task) => ({ ...task, isDone: isDone(task) })),
  };
}

const RUNNING = { found: true, done: false, successed: true };

/** True once the task's time is over, whatever came of it. */
export function isDone(task: Task): boolean {
  return Date.now() - task.startedAtMs >= task.conversionMs;
}

function checkId(files: Files, claim: FileClaim & { id: string }): void {
  const record = files.match(claim);
  if (record.id !== claim.id) throw new Refusal(`文件信息不一致（文件标识与上传记录不一致）：${claim.name}`);
}

/** A task has each model once. */
function checkOnce(claims: readonly FileClaim[]): void {
  const seen = new Set<string>();
  for (const { name, hash } of claims) {
    const key = `${hash}/${name}`;
    if (seen.has(key)) throw new Refusal(`文件重复：${name}`);
    seen.add(key);
  }
}

/** A task that the platform does not know, or no longer. */
function lost(modelGroupId: string): WireTask {
  const taskState = { found: false, done: false, successed: false, message: '转换任务不存在' };
  return { id: NO_ID, projectId: modelGroupId, taskId: null, modelList: [], taskState, createdAt: NO_TIME };
}

const NO_ID = '00000000-0000-0000-0000-000000000000';
const NO_TIME = '0001-01-01T00:00:00';

function describe(task: Task, taskState: WireTask['taskState'], elapsedMs: number): WireTask {
  const { id, taskId, modelGroupId, createdAt } = task;
  const modelList = task.models.map((model, index) => {
    const percent = percentOf(task, index, elapsedMs);
    const hasFailed = model.errorMessage !== '' && percent === 100;
    return {
      id: model.id,
      modelGroupId,
      taskId,
      modelId: 0,
      modelName: model.name,
      modelPath: null,
      hash: model.hash,
      // The manual's example: a model that failed stands at 0 with its message.
      percent: hasFailed || task.outcome === 'fail' ? 0 : percent,
      errorMessage: hasFailed ? model.errorMessage : '',
    };
  });
  return { id, projectId: modelGroupId, taskId, modelList, taskState, createdAt };
}

/** The models of a task finish one after the other in the second half of its time. */
function percentOf(task: Task, index: number, elapsedMs: number): number {
  const share = 0.5 + (0.5 * (index + 1)) / task.models.length;
  const needed = task.conversionMs * share;
  return elapsedMs >= needed ? 100 : Math.floor((100 * elapsedMs) / needed);
}
