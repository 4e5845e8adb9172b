import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  convert,
  eventually,
  fileListItem,
  makeModel,
  startPlatform,
  temporaryFolder,
  uploadModel,
} from './platform.ts';

const house = makeModel(3_000, 2_000, 'revit模型（场地 建筑）.rvt');
const tower = makeModel(2_500, 2_000, 'tower.ifc');

test('a task starts as in the manual, runs, and ends', async () => {
  const platform = await startPlatform({ conversionMs: 2_000 });
  const records = [await uploadModel(platform, house), await uploadModel(platform, tower)];
  const { answer, modelGroupId, taskId, process } = await convert(platform, records);
  expect(answer.body).toMatchObject({
    success: true,
    item: {
      projectId: modelGroupId,
      modelList: [
        { modelName: house.name, hash: house.hash, percent: 0, errorMessage: '' },
        { modelName: tower.name, hash: tower.hash, percent: 0, errorMessage: '' },
      ],
      taskState: { found: true, done: false, successed: true, message: '开始转换模型!' },
    },
  });
  await eventually(async () => (await process()).body.item.modelList.map((model) => model.percent)).toEqual([
    100,
    expect.toSatisfy((percent: number) => percent > 0 && percent < 100),
  ]);
  await eventually(async () => (await process()).body.item.taskState.done).toBe(true);
  expect((await process()).body.item).toMatchObject({
    taskId,
    modelList: [{ percent: 100 }, { percent: 100 }],
    taskState: { found: true, done: true, successed: true, message: '' },
  });
});

test('a model that fails is told by its message alone, as in the manual: the task is done and successed', async () => {
  const platform = await startPlatform();
  const records = [await uploadModel(platform, house), await uploadModel(platform, tower)];
  await platform.postJson('/_sim/models', { name: house.name, errorMessage: 'ParseModelError' });
  const { process } = await convert(platform, records);
  expect((await process()).body.item).toMatchObject({
    modelList: [
      { hash: house.hash, percent: 0, errorMessage: 'ParseModelError' },
      { hash: tower.hash, percent: 100, errorMessage: '' },
    ],
    taskState: { found: true, done: true, successed: true, message: '' },
  });
});

test('a switch for a model goes by hash too, for so many times', async () => {
  const platform = await startPlatform();
  const record = await uploadModel(platform, tower);
  await platform.postJson('/_sim/models', { hash: tower.hash, errorMessage: 'x', times: 1 });
  const errors = [];
  for (let round = 0; round < 2; round += 1) {
    const { process } = await convert(platform, [record]);
    errors.push((await process()).body.item.modelList[0]);
  }
  expect(errors).toMatchObject([{ errorMessage: 'x' }, { errorMessage: '' }]);
});

test('the next task fails, the one after it is lost, the third one works', async () => {
  const platform = await startPlatform();
  const record = await uploadModel(platform, tower);
  await platform.postJson('/_sim/tasks', { next: 'fail', message: '转换服务异常' });
  await platform.postJson('/_sim/tasks', { next: 'lose' });
  const states = [];
  for (let round = 0; round < 3; round += 1) {
    const { process } = await convert(platform, [record]);
    states.push((await process()).body.item.taskState);
  }
  expect(states).toMatchObject([
    { found: true, done: true, successed: false, message: '转换服务异常' },
    { found: false, done: false },
    { found: true, done: true, successed: true },
  ]);
});

test('a task that is not there, or belongs to another group, is not found', async () => {
  const platform = await startPlatform();
  const { taskId } = await convert(platform, [await uploadModel(platform, tower)]);
  for (const query of [`taskId=${randomUUID()}`, `taskId=${taskId}`]) {
    const answer = await platform.get(`/api/v1/FileConvert/convert-process?modelGroupId=${randomUUID()}&${query}`);
    expect(answer.body).toMatchObject({ success: true, item: { taskState: { found: false } } });
  }
});

test('a task goes on over a restart', async () => {
  const dataDir = await temporaryFolder();
  const before = await startPlatform({ dataDir, conversionMs: 60_000 });
  const { taskId, modelGroupId } = await convert(before, [await uploadModel(before, tower)]);
  await before.simulator.close();
  const after = await startPlatform({ dataDir });
  const query = `modelGroupId=${modelGroupId}&taskId=${taskId}`;
  expect((await after.get(`/api/v1/FileConvert/convert-process?${query}`)).body.item).toMatchObject({
    taskId,
    taskState: { found: true, done: false },
  });
});

test.each([
  [{ id: randomUUID() }, /文件标识/],
  [{ Hash: '0'.repeat(32) }, /文件不存在/],
  [{ Hash: 'ABC' }, /Hash/],
  [{ Size: 2_501 }, /文件大小/],
  [{ Size: '2500' }, /文件大小必须为整数/],
  [{ Path: 'elsewhere.ifc' }, /文件路径/],
  [{ Type: 'ifc' }, /文件信息不一致（文件类型/],
  [{ Type: '.IFC' }, /文件信息不一致（文件类型/],
  [{ Type: '' }, /fileList\.type不能为空/],
  [{ Name: '' }, /文件名/],
])('a fileList item with %o is refused', async (changes, words) => {
  const platform = await startPlatform();
  const fileList = [fileListItem(await uploadModel(platform, tower), changes)];
  const answer = await platform.postJson('/api/v1/FileConvert/convert-model', { modelGroupId: randomUUID(), fileList });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ success: false, message: expect.stringMatching(words) });
});

test('a group id that is no GUID, an empty list and a file under another name', async () => {
  const platform = await startPlatform();
  const record = await uploadModel(platform, tower);
  const start = (body: object) => platform.postJson('/api/v1/FileConvert/convert-model', body);
  expect((await start({ modelGroupId: 'group', fileList: [fileListItem(record)] })).body.message).toMatch(/GUID/);
  expect((await start({ modelGroupId: randomUUID(), fileList: [] })).body.message).toMatch(/不能为空/);
  const renamed = fileListItem(record, { Name: 'copy of tower.IFC' });
  const answer = await start({ MODELGROUPID: randomUUID(), filelist: [renamed] });
  expect(answer.body).toMatchObject({ success: true, item: { modelList: [{ modelName: 'copy of tower.IFC' }] } });
});

test('a model is once in a task: the same content under two names is two models', async () => {
  const platform = await startPlatform();
  const record = await uploadModel(platform, tower);
  const start = (fileList: object[]) =>
    platform.postJson('/api/v1/FileConvert/convert-model', { modelGroupId: randomUUID(), fileList });
  expect((await start([fileListItem(record), fileListItem(record)])).body.message).toBe('文件重复：tower.ifc');
  expect((await start([fileListItem(record), fileListItem(record, { Name: 'b.ifc' })])).body.success).toBe(true);
});

test('by a switch the type may be that of the name as well', async () => {
  const platform = await startPlatform({ takesTypeOfName: true });
  const renamed = fileListItem(await uploadModel(platform, tower), { Name: 'copy of tower.IFC', Type: '.IFC' });
  const answer = await platform.postJson('/api/v1/FileConvert/convert-model', {
    modelGroupId: randomUUID(),
    fileList: [renamed],
  });
  expect(answer.body.success).toBe(true);
});

test('a file that is set to be unfit keeps out the whole list, in the words that are set', async () => {
  const platform = await startPlatform();
  const records = [await uploadModel(platform, tower), await uploadModel(platform, makeModel(10, 10, 'b.ifc'))];
  await platform.postJson('/_sim/unfit', { name: 'b.ifc', message: 'b.ifc不符合要求', times: 1 });
  expect((await convert(platform, records.slice(0, 1))).answer.body.success).toBe(true);
  const fileList = records.map((record) => fileListItem(record));
  const start = () => platform.postJson('/api/v1/FileConvert/convert-model', { modelGroupId: randomUUID(), fileList });
  expect((await start()).body).toMatchObject({ success: false, message: 'b.ifc不符合要求' });
  expect((await start()).body.success).toBe(true);
});
