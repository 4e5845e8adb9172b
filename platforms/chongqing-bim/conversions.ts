import type { ConversionModel } from '../../contracts/activities.ts';
import type { Caller } from './call.ts';
import { endpoints } from './endpoints.ts';
import { extensionOf } from './multipart.ts';

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
  /** Submits models as one task. `modelGroupId` is ours and the same in every attempt. */
  convertModel(input: {
    modelGroupId: string;
    models: readonly ConversionModel[];
    signal?: AbortSignal | undefined;
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
    async convertModel({ modelGroupId, models, signal }) {
      const fileList = models.map(({ id, name, size, hash, path, tags }) => ({
        id,
        Name: name,
        Type: extensionOf(name),
        Size: size,
        Hash: hash,
        Path: path,
        Tags: tags,
      }));
      const { item } = await caller.call(endpoints.convertModel, { modelGroupId, fileList }, signal);
      return { taskId: item.taskId };
    },
    async convertProcess({ modelGroupId, taskId, signal }) {
      const { item } = await caller.call(endpoints.convertProcess, { modelGroupId, taskId }, signal);
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
