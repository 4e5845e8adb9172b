import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  convert,
  type Json,
  makeModel,
  type Platform,
  startPlatform,
  temporaryFolder,
  uploadModel,
} from './platform.ts';

const house = makeModel(3_000, 2_000, 'house.rvt');
const tower = makeModel(2_500, 2_000, 'tower.ifc');

const PROJECT = { Name: 'testproject003', Code: 'testproject003', AreaCode: '500004', Type: 10, Stage: 1 };

const createProject = (platform: Platform, changes: object = {}, headers: Record<string, string> = {}) =>
  platform.postJson('/bim/api/v2/project/create', { Id: randomUUID(), ...PROJECT, ...changes }, headers);
const createGroup = (platform: Platform, body: object) =>
  platform.postJson('/bim/api/v2/projectGroup/create', { Name: '测试创建项目场景A', ...body });
const createModels = (platform: Platform, modelList: object[]) =>
  platform.postJson('/bim/api/v2/projectFile/create', { modelList });

/** A platform with two converted models in a group, and the records that would register them. */
async function startWithGroup() {
  const platform = await startPlatform();
  const files = [await uploadModel(platform, house), await uploadModel(platform, tower)];
  const { modelGroupId, taskId } = await convert(platform, files);
  const projectId = String((await createProject(platform)).body.result);
  await createGroup(platform, { Id: modelGroupId, ProjectId: projectId, TaskId: taskId });
  const records = files.map((file) => recordOf(file, { projectId, modelGroupId, taskId }));
  return { platform, files, projectId, modelGroupId, taskId, records };
}

function recordOf(file: Json, ids: object) {
  const { createdUserId, size, name, path, hash, type } = file;
  return { ...ids, ssoCreatorUserId: createdUserId, size, name, imageUrl: '', path, fileName: name, hash, type };
}

test('a project is created as in the manual, whatever the case of the names', async () => {
  const platform = await startPlatform();
  const id = randomUUID();
  const first = await createProject(platform, { Id: id, StartDate: '2026-01-31', Rate: 1, Status: 2, Address: '重庆' });
  expect(first.status).toBe(200);
  expect(first.body).toEqual({
    result: id,
    targetUrl: null,
    success: true,
    error: null,
    unAuthorizedRequest: false,
    __abp: true,
  });
  const lower = await platform.postJson('/bim/api/v2/project/create', {
    name: 'b',
    code: 'b',
    areaCode: '500004',
    type: 10,
    stage: 1,
  });
  expect(lower.body.success).toBe(true);
  expect((await platform.state()).projects).toMatchObject([
    { id, name: 'testproject003', areaCode: '500004', startDate: '2026-01-31', rate: 1, status: 2, address: '重庆' },
    { id: lower.body.result, code: 'b' },
  ]);
});

test('a project is refused under an id or a code that is in use', async () => {
  const platform = await startPlatform();
  const id = randomUUID();
  await createProject(platform, { Id: id });
  const sameCode = await createProject(platform);
  expect(sameCode).toMatchObject({ status: 200, body: { result: null, success: false, unAuthorizedRequest: false } });
  expect(sameCode.body.error.message).toBe('项目编号已存在');
  const sameId = await createProject(platform, { Id: id.toUpperCase(), Code: 'other' });
  expect(sameId.body.error.message).toBe('项目标识已存在');
});

test.each([
  [{ Name: undefined }, 'name', '项目名称不能为空'],
  [{ Code: ' ' }, 'code', '项目编号不能为空'],
  [{ AreaCode: undefined, gAreaCode: '500004' }, 'areacode', '区域编码不能为空'],
  [{ Type: '10' }, 'type', '项目类型必须为整数'],
  [{ Stage: undefined }, 'stage', '项目阶段必须为整数'],
  [{ Id: 'project-1' }, 'id', '项目标识不是有效的GUID'],
  [{ FinishDate: 'soon' }, 'finishdate', '日期格式错误'],
])('a project with %o is refused with a validation error', async (changes, member, message) => {
  const platform = await startPlatform();
  const { body } = await createProject(platform, changes);
  expect(body.success).toBe(false);
  expect(body.error).toMatchObject({ validationErrors: [{ message, members: [member] }] });
  expect(body.error).toMatchObject({ details: expect.stringContaining(message) });
});

test('the three create calls want the bimapikey', async () => {
  const platform = await startPlatform();
  for (const name of ['project', 'projectGroup', 'projectFile']) {
    const create = (bimapikey: string) => platform.postJson(`/bim/api/v2/${name}/create`, {}, { bimapikey });
    expect((await create('wrong')).body.error.message).toBe('对接密钥bimapikey无效');
    expect((await create('')).body.error.message).toBe('缺少对接密钥bimapikey');
  }
});

test('a group needs a project, its own task, and an id of its own', async () => {
  const { platform, files, projectId, modelGroupId, taskId } = await startWithGroup();
  const refusal = async (changes: object) => {
    const { body } = await createGroup(platform, {
      Id: randomUUID(),
      ProjectId: projectId,
      TaskId: taskId,
      ...changes,
    });
    return body.error.message;
  };
  expect(await refusal({ ProjectId: randomUUID() })).toBe('项目工程不存在');
  expect(await refusal({ Id: modelGroupId })).toBe('项目模型组已存在');
  expect(await refusal({ TaskId: randomUUID() })).toBe('转换任务不存在');
  expect(await refusal({})).toBe('模型组标识与转换任务不一致');
  expect(await refusal({ ParentModelGroupId: randomUUID() })).toBe('上级场景不存在');

  const child = await convert(platform, files);
  const made = await createGroup(platform, {
    Id: child.modelGroupId,
    ProjectId: projectId,
    TaskId: child.taskId,
    ParentModelGroupId: modelGroupId,
  });
  expect(made.body).toMatchObject({ success: true, result: child.modelGroupId });
  expect((await platform.state()).groups).toMatchObject([
    { id: modelGroupId, parentModelGroupId: null },
    { parentModelGroupId: modelGroupId },
  ]);
});

test('a parent of zeros, as in the example of the manual, is none', async () => {
  const platform = await startPlatform();
  const { modelGroupId, taskId } = await convert(platform, [await uploadModel(platform, house)]);
  const ProjectId = (await createProject(platform)).body.result;
  const ParentModelGroupId = '0000-00000-00000-00000-000';
  const made = await createGroup(platform, { Id: modelGroupId, ProjectId, TaskId: taskId, ParentModelGroupId });
  expect(made.body.success).toBe(true);
});

test('no group for a task that runs, failed or is lost', async () => {
  const platform = await startPlatform({ conversionMs: 60_000 });
  const file = await uploadModel(platform, house);
  const ProjectId = (await createProject(platform)).body.result;
  const running = await convert(platform, [file]);
  await platform.postJson('/_sim/tasks', { next: 'lose' });
  const lost = await convert(platform, [file]);
  const refusals = [];
  for (const { modelGroupId, taskId } of [running, lost]) {
    refusals.push((await createGroup(platform, { Id: modelGroupId, ProjectId, TaskId: taskId })).body.error.message);
  }
  expect(refusals).toEqual(['转换任务尚未成功完成', '转换任务不存在']);
});

test('models are registered together, once', async () => {
  const { platform, records } = await startWithGroup();
  expect((await createModels(platform, records)).body.success).toBe(true);
  expect((await platform.state()).models).toMatchObject(records);
  const again = await createModels(platform, records);
  expect(again.body.error.message).toBe('模型文件已存在：house.rvt');
});

test('one wrong record keeps out the whole list', async () => {
  const { platform, records, files, modelGroupId } = await startWithGroup();
  const [first, second] = records;
  const refusal = async (changes: object) => {
    const { body } = await createModels(platform, [{ ...first }, { ...second, ...changes }]);
    return body.error?.message;
  };
  expect(await refusal({ projectId: randomUUID() })).toBe('项目工程不存在');
  expect(await refusal({ modelGroupId: randomUUID() })).toBe('项目模型组不存在');
  expect(await refusal({ taskId: randomUUID() })).toBe('转换任务不存在');
  expect(await refusal({ hash: '0'.repeat(32) })).toMatch(/文件不存在/);
  expect(await refusal({ size: 1 })).toMatch(/文件大小/);
  expect(await refusal({ path: 'x' })).toMatch(/文件路径/);
  expect(await refusal({ type: '.dwg' })).toMatch(/文件类型/);
  expect(await refusal({ type: '.IFC' })).toMatch(/文件类型/);
  expect(await refusal({ ssoCreatorUserId: randomUUID() })).toMatch(/文件创建人/);
  expect(await refusal({ fileName: 'other.ifc' })).toMatch(/不存在该模型/);
  expect(await refusal({ ...first })).toMatch(/已存在/);
  expect((await createModels(platform, [])).body.success).toBe(false);

  const other = (await createProject(platform, { Code: 'other' })).body.result;
  expect(await refusal({ projectId: other })).toBe('项目模型组不属于该项目工程');
  expect((await platform.state()).models).toEqual([]);
  expect(files).toHaveLength(2);
  expect(modelGroupId).toBe((await platform.state()).groups[0]?.id);
});

test('a model that did not convert is not registered', async () => {
  const platform = await startPlatform();
  await platform.postJson('/_sim/models', { hash: house.hash });
  const files = [await uploadModel(platform, house), await uploadModel(platform, tower)];
  const { modelGroupId, taskId } = await convert(platform, files);
  const projectId = (await createProject(platform)).body.result;
  await createGroup(platform, { Id: modelGroupId, ProjectId: projectId, TaskId: taskId });
  const [failed, good] = files.map((file) => recordOf(file, { projectId, modelGroupId, taskId }));
  expect((await createModels(platform, [{ ...failed }])).body.error.message).toBe('模型未转换成功：house.rvt');
  expect((await createModels(platform, [{ ...good }])).body.success).toBe(true);
});

test('records survive a restart, and a reset forgets them', async () => {
  const dataDir = await temporaryFolder();
  const before = await startPlatform({ dataDir });
  const id = (await createProject(before)).body.result;
  await before.simulator.close();
  const after = await startPlatform({ dataDir });
  expect((await after.state()).projects).toMatchObject([{ id }]);
  expect((await createProject(after)).body.error.message).toBe('项目编号已存在');

  await uploadModel(after, house);
  expect((await after.call('/_sim/reset', { method: 'POST' })).status).toBe(204);
  expect(await after.state()).toEqual({ projects: [], groups: [], models: [], files: [], uploads: [], tasks: [] });
  expect((await after.stats()).chunks).toMatchObject({ requests: 0 });
  await after.logIn();
  expect(await after.status(house.hash)).toMatchObject({ status: 0 });
});
