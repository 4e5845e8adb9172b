import { randomUUID } from 'node:crypto';
import type { Store } from '../../../lib/simulation/store.ts';
import { Refusal } from './answers.ts';
import { type Conversions, isDone } from './conversions.ts';
import type { Files } from './files.ts';
import {
  type Group,
  type GroupForm,
  group,
  type ModelForm,
  type ModelRecord,
  modelRecord,
  type Project,
  type ProjectForm,
  project,
} from './record-forms.ts';
import type { UnfitSwitches } from './unfit-switches.ts';

/** Projects, groups and model records (the manual's three create calls). Ids are compared in any case of letters. */
export interface Records {
  /** Gives the project's id. Throws a Refusal, as the two below. */
  createProject(form: ProjectForm): string;
  /** Gives the group's id. */
  createGroup(form: GroupForm): string;
  /** Registers all models of the list or none. */
  createModels(list: ModelForm[]): void;
  list(): { projects: Project[]; groups: Group[]; models: ModelRecord[] };
}

/** Makes the register. */
export function createRecords(options: {
  store: Store;
  files: Files;
  conversions: Conversions;
  unfit: UnfitSwitches;
}): Records {
  const { store, files, conversions, unfit } = options;
  const projects = store.collection('projects', (value) => project.parse(value));
  const groups = store.collection('groups', (value) => group.parse(value));
  const models = store.collection('models', (value) => modelRecord.parse(value));

  function checkModel(model: ModelForm): void {
    const { name, fileName } = model;
    if (!projects.has(keyOf(model.projectId))) throw new Refusal('项目工程不存在');
    const owner = groups.get(keyOf(model.modelGroupId));
    if (owner === undefined) throw new Refusal('项目模型组不存在');
    if (keyOf(owner.projectId) !== keyOf(model.projectId)) throw new Refusal('项目模型组不属于该项目工程');
    const record = files.match({ ...model, name: fileName });
    if (record.createdUserId !== model.ssoCreatorUserId) throw new Refusal(`文件创建人与上传记录不一致：${name}`);
    const task = conversions.find(model.taskId);
    if (task === undefined || keyOf(task.modelGroupId) !== keyOf(model.modelGroupId)) {
      throw new Refusal('转换任务不存在');
    }
    const converted = task.models.find((entry) => entry.hash === model.hash && entry.name === fileName);
    if (converted === undefined) throw new Refusal(`转换任务中不存在该模型：${name}`);
    if (!isDone(task) || task.outcome !== 'succeed' || converted.errorMessage !== '') {
      throw new Refusal(`模型未转换成功：${name}`);
    }
  }

  return {
    createProject(form) {
      const id = form.id ?? randomUUID();
      if (projects.has(keyOf(id))) throw new Refusal('项目标识已存在');
      for (const other of projects.values()) if (other.code === form.code) throw new Refusal('项目编号已存在');
      projects.set(keyOf(id), { ...form, id, createdAt: new Date().toISOString() });
      return id;
    },
    createGroup(form) {
      if (!projects.has(keyOf(form.projectId))) throw new Refusal('项目工程不存在');
      if (groups.has(keyOf(form.id))) throw new Refusal('项目模型组已存在');
      const parent = form.parentModelGroupId;
      if (parent !== null && !groups.has(keyOf(parent))) throw new Refusal('上级场景不存在');
      const task = conversions.find(form.taskId);
      if (task === undefined) throw new Refusal('转换任务不存在');
      if (keyOf(task.modelGroupId) !== keyOf(form.id)) throw new Refusal('模型组标识与转换任务不一致');
      if (!isDone(task) || task.outcome !== 'succeed') throw new Refusal('转换任务尚未成功完成');
      groups.set(keyOf(form.id), { ...form, createdAt: new Date().toISOString() });
      return form.id;
    },
    createModels(list) {
      const keys = new Set<string>();
      for (const model of list) {
        unfit.check('createProjectFile', model);
        checkModel(model);
        const key = modelKey(model);
        if (models.has(key) || keys.has(key)) throw new Refusal(`模型文件已存在：${model.name}`);
        keys.add(key);
      }
      const createdAt = new Date().toISOString();
      for (const model of list) models.set(modelKey(model), { ...model, createdAt });
    },
    list: () => ({ projects: [...projects.values()], groups: [...groups.values()], models: [...models.values()] }),
  };
}

function keyOf(id: string): string {
  return id.toLowerCase();
}

function modelKey({ modelGroupId, hash, name }: ModelForm): string {
  return `${keyOf(modelGroupId)}/${hash}/${name}`;
}
