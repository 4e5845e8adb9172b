import type { z } from 'zod';
import type { ConversionModel } from '../../contracts/chongqing-bim/activities.ts';
import { extensionOf } from '../../contracts/chongqing-bim/file-name.ts';
import type { Caller } from './call.ts';
import { endpoints } from './endpoints.ts';

/** One model of a conversion task. A non-empty `errorMessage` means failed, whatever the rest says (reading 7). */
export interface ModelConversion {
  /** MD5, lower-case hex; empty when the platform gives none. */
  hash: string;
  /** Empty when the platform gives none. */
  name: string;
  /** 0 … 100. */
  percent: number;
  errorMessage: string;
}

/** How a conversion task stands. */
export interface ConversionProgress {
  /** False: the platform has lost the task. */
  found: boolean;
  done: boolean;
  succeeded: boolean;
  /** In the platform's words, without secrets, 2,000 characters at most; so are the models' errors. */
  message: string;
  models: ModelConversion[];
}

/** The calls about conversions (manual, `convert-model` and `convert-process`). */
export interface ConversionCalls {
  /**
   * Submits models as one task. `modelGroupId` is ours and the same in every attempt. `cut` ends a request under way, by
   * default when `signal` does.
   */
  convertModel(input: {
    modelGroupId: string;
    models: readonly ConversionModel[];
    signal?: AbortSignal | undefined;
    cut?: AbortSignal | undefined;
  }): Promise<{ taskId: string }>;
  /** Asks how a task stands. */
  convertProcess(input: {
    modelGroupId: string;
    taskId: string;
    signal?: AbortSignal | undefined;
  }): Promise<ConversionProgress>;
}

/** Makes the {@link ConversionCalls}. */
export function createConversionCalls(caller: Caller): ConversionCalls {
  return {
    async convertModel({ modelGroupId, models, signal, cut }) {
      const fileList = models.map(({ id, name, size, hash, path, tags, type, recordHash }) => ({
        id,
        Name: name,
        Type: type ?? extensionOf(name),
        Size: size,
        Hash: recordHash ?? hash,
        Path: path,
        Tags: tags,
      }));
      const { convertModel } = endpoints;
      const answer = convertModel.answer.superRefine(isAbout({ modelGroupId }));
      const { item } = await caller.call({ ...convertModel, answer }, { modelGroupId, fileList }, signal, cut);
      return { taskId: item.taskId };
    },
    async convertProcess({ modelGroupId, taskId, signal }) {
      const asked = { modelGroupId, taskId };
      const { convertProcess } = endpoints;
      const answer = convertProcess.answer.superRefine(isAbout(asked));
      const { item } = await caller.call({ ...convertProcess, answer }, asked, signal);
      const { found, done, successed, message } = item.taskState;
      const models = (item.modelList ?? []).map((model) => ({
        hash: (model.hash ?? '').toLowerCase(),
        name: model.modelName ?? '',
        percent: Math.min(100, Math.max(0, model.percent ?? 0)),
        errorMessage: caller.words((model.errorMessage ?? '').trim()),
      }));
      return { found, done, succeeded: successed, message: caller.words(message ?? ''), models };
    },
  };
}

/**
 * What of an answer says which task it is about: of the task itself, where `projectId` is the group's id (manual,
 * `convert-model`), and of each of its models (manual, `convert-process`).
 */
interface TaskIds {
  projectId?: unknown;
  taskId?: unknown;
  modelList?: { modelGroupId?: unknown; taskId?: unknown }[] | null | undefined;
}

/**
 * Refuses an answer about another task than was asked for: it is of the wrong shape. Ids that are left out, or all zeros
 * as in the manual's example, say nothing.
 */
function isAbout(asked: { modelGroupId: string; taskId?: string }) {
  return ({ item }: { item: TaskIds }, context: z.RefinementCtx): void => {
    const ofModels = (item.modelList ?? []).flatMap(({ modelGroupId, taskId }, position) => [
      { path: ['modelList', position, 'modelGroupId'], found: modelGroupId, wanted: asked.modelGroupId },
      { path: ['modelList', position, 'taskId'], found: taskId, wanted: asked.taskId },
    ]);
    const ids = [
      { path: ['projectId'], found: item.projectId, wanted: asked.modelGroupId },
      { path: ['taskId'], found: item.taskId, wanted: asked.taskId },
      ...ofModels,
    ];
    for (const { path, found, wanted } of ids) {
      if (wanted === undefined || (typeof found !== 'string' && typeof found !== 'number')) continue;
      const id = String(found).trim().toLowerCase();
      if (/^[0-]*$/.test(id) || id === wanted.toLowerCase()) continue;
      const message = `is about another task: expected ${wanted}, not ${found}`;
      context.addIssue({ code: 'custom', path: ['item', ...path], message });
    }
  };
}
