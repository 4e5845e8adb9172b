import { z } from 'zod';
import type { ModelRecord } from '../../contracts/chongqing-bim/activities.ts';
import { extensionOf } from '../../contracts/chongqing-bim/file-name.ts';
import type { ProjectRequest } from '../../contracts/chongqing-bim/request.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Caller } from './call.ts';
import { endpoints } from './endpoints.ts';
import type { ChongqingBimSettings } from './settings.ts';

/**
 * The calls that create records (reading 8). Their ids are ours and the same in every attempt. `cut` ends a request under
 * way, by default when `signal` does.
 */
export interface RecordCalls {
  createProject(input: {
    id: string;
    project: ProjectRequest;
    signal?: AbortSignal | undefined;
    cut?: AbortSignal | undefined;
  }): Promise<{ projectId: string }>;
  /** `id` is the `modelGroupId` of the conversion. */
  createProjectGroup(input: {
    id: string;
    name: string;
    projectId: string;
    taskId: string;
    parentId?: string | undefined;
    signal?: AbortSignal | undefined;
    cut?: AbortSignal | undefined;
  }): Promise<{ modelGroupId: string }>;
  /** Registers models that converted, all in one call. */
  createProjectFiles(input: {
    projectId: string;
    modelGroupId: string;
    taskId: string;
    models: readonly ModelRecord[];
    signal?: AbortSignal | undefined;
    cut?: AbortSignal | undefined;
  }): Promise<void>;
}

/** Makes the {@link RecordCalls}. */
export function createRecordCalls(caller: Caller, settings: ChongqingBimSettings): RecordCalls {
  return {
    async createProject({ id, project, signal, cut }) {
      const parameters = projectParameters(id, project, settings);
      const { result } = await caller.call(endpoints.createProject, parameters, signal, cut);
      return { projectId: result ?? id };
    },
    async createProjectGroup({ id, name, projectId, taskId, parentId, signal, cut }) {
      const parameters = {
        Id: id,
        Name: name,
        ProjectId: projectId,
        TaskId: taskId,
        ...(parentId === undefined ? {} : { ParentModelGroupId: parentId }),
      };
      const { result } = await caller.call(endpoints.createProjectGroup, parameters, signal, cut);
      return { modelGroupId: result ?? id };
    },
    async createProjectFiles({ projectId, modelGroupId, taskId, models, signal, cut }) {
      const modelList = models.map(({ name, hash, size, path, createdUserId, type, recordHash }) => ({
        projectId,
        modelGroupId,
        ssoCreatorUserId: createdUserId,
        size,
        name,
        imageUrl: '',
        path,
        fileName: name,
        hash: recordHash ?? hash,
        type: type ?? extensionOf(name),
        taskId,
      }));
      await caller.call(endpoints.createProjectFile, { modelList }, signal, cut);
    },
  };
}

/** The body of `project/create`: only what is given, in the Pascal case of the manual's example. */
function projectParameters(id: string, project: ProjectRequest, settings: ChongqingBimSettings) {
  const rate = project.rate ?? settings.rateDefault;
  const status = project.status ?? settings.statusDefault;
  const startDate = calendarDate('startDate', project.startDate);
  const finishDate = calendarDate('finishDate', project.finishDate);
  return {
    Id: id,
    Name: required('name', project.name),
    Code: required('code', project.code),
    [settings.areaField]: required('areaCode', project.areaCode),
    Type: required('type', project.type),
    Stage: required('stage', project.stage),
    ...(rate === undefined ? {} : { Rate: rate }),
    ...(status === undefined ? {} : { Status: status }),
    ...(project.address === undefined ? {} : { Address: project.address }),
    ...(startDate === undefined ? {} : { StartDate: startDate }),
    ...(finishDate === undefined ? {} : { FinishDate: finishDate }),
  };
}

function required<T>(field: string, value: T | undefined): T {
  if (value === undefined || value === '') {
    throw new ModelrailError(
      'InvalidRequest',
      sentenceOf('project.{field} is missing: a new project needs it', { field }),
    );
  }
  return value;
}

function calendarDate(field: string, value: string | undefined): string | undefined {
  if (value === undefined || z.iso.date().safeParse(value).success) return value;
  throw new ModelrailError(
    'InvalidRequest',
    sentenceOf('project.{field} is not a date as yyyy-MM-dd: {value}', { field, value }),
  );
}
