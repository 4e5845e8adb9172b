import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationAnswer, OperationCall } from '../../client/index.ts';
import { type PlatformControl, platformControl } from '../conformance/platform-control.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

/** What Persagy does by the same command is in `persagy/call.test.ts`. */
let system: TestSystem;
let disk: PlatformControl;

beforeAll(async () => {
  const further = {
    drawings: { kind: 'fractal3d', simulator: {} },
    files: { kind: 'iuap-files', simulator: {} },
    disk: { kind: 'longyan-disk', simulator: {} },
  } as const;
  system = await startSystem({ further });
  disk = platformControl(system.platformUrlOf('disk'));
  await system.hostedWorker();
});
afterAll(() => system?.[Symbol.asyncDispose]());

const GUID = '9e554c6b-8cb2-4f53-97d0-ddc3acc56ec7';

const call = (platform: string, operation: string, input: object = {}, ...more: string[]) =>
  system.modelrail('call', platform, operation, '--input', JSON.stringify(input), ...more);

/** What is printed by a call that succeeds. */
async function answerOf(...args: Parameters<typeof call>): Promise<OperationAnswer> {
  const { code, stdout, stderr } = await call(...args);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  return JSON.parse(stdout) as OperationAnswer;
}

const folders = async () =>
  (await disk.state<{ folders: { dirName: string }[] }>()).folders.map(({ dirName }) => dirName);

describe('call', () => {
  it('prints what the platform answers, envelope and all', async () => {
    expect(await answerOf('cq', 'UploadFileStatus', { hash: '0'.repeat(32) })).toMatchObject({
      item: { status: 0 },
      success: true,
      code: 200,
    });
    expect(await answerOf('disk', 'onlineDisk/queryPeriods')).toMatchObject({
      result: '000000',
      resultDesc: 'success',
      data: { periodList: expect.arrayContaining([expect.objectContaining({ periodName: '小学' })]) },
    });
    expect(await answerOf('files', 'query', { filepath: 'none' })).toMatchObject({ data: [] });
  });

  it('takes the method first where a path has several, reads with --yes, and makes what others read', async () => {
    const resource = await answerOf('drawings', 'resources', { file_url: 'https://host/pump.step' }, '--yes');
    const said = { ...resource, info: { message: '看一下法兰' } };
    const comment = await answerOf('drawings', 'POST comments', said, '--yes');
    expect(await answerOf('drawings', 'GET comments', resource, '--yes')).toMatchObject({
      comments: [{ ...comment, ...said }],
    });
    const vague = await call('drawings', 'comments', resource);
    const several = '"POST api/comments" or "DELETE api/comments" or "GET api/comments"';
    expect([vague.code, vague.stderr]).toEqual([2, expect.stringContaining(several)]);
  });

  it('gives signed addresses afresh', async () => {
    const address = `${system.platformUrlOf('drawings')}/api/files?file_name=pump.step&file_size=6`;
    const headers = { authorization: 'Bearer demo-fractal-key', 'content-type': 'application/octet-stream' };
    const uploaded = await fetch(address, { method: 'POST', headers, body: 'a pump' });
    const { signed_url } = await answerOf('drawings', 'GET files', (await uploaded.json()) as object);
    expect(await (await fetch(String(signed_url))).text()).toBe('a pump');
  });

  it('asks before a change: without a terminal --yes is needed', async () => {
    const unasked = await call('disk', 'createFolder', { dirName: 'asked' });
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('confirm with --yes')]);
    expect(await folders()).not.toContain('asked');
    await answerOf('disk', 'createFolder', { dirName: 'asked' }, '--yes');
    expect(await folders()).toContain('asked');
  });

  it('makes a resource of a link', async () => {
    const link = {
      title: '诗词网',
      resForm: '2',
      url: 'https://host/poems',
      periodId: 'PER0001',
      subjectId: 'SUB0001',
    };
    const { url: _url, ...without } = link;
    const lacking = await call('disk', 'createResource', without, '--yes');
    expect([lacking.code, lacking.stderr]).toEqual([2, expect.stringContaining('--input.url is required')]);
    const { data } = await answerOf('disk', 'createResource', link, '--yes');
    expect(await disk.state()).toMatchObject({ resources: [{ ...(data as object), resForm: '2', url: link.url }] });
  });

  it.each([
    ['files', 'file/delete', { id: 'none' }, '没有找到附件信息'],
    ['disk', 'createFolder', { dirName: 'a', parentId: 'none' }, '上级目录不存在'],
    ['drawings', 'DELETE comments', { comment_id: 'none' }, 'comment not found'],
    ['cq', 'projectGroup/create', { Id: GUID, Name: 'a', ProjectId: GUID, TaskId: GUID }, '项目工程不存在'],
  ])('tells a refusal of %s in the platform’s words', async (platform, operation, input, words) => {
    const { code, stderr } = await call(platform, operation, input, '--yes');
    expect([code, stderr]).toEqual([1, expect.stringContaining(words)]);
  });

  it.each([
    ['cq', 'FlowJs/Upload', 'modelrail ingest FILE… --platform cq'],
    ['drawings', 'POST files', 'modelrail ingest FILE… --platform drawings'],
    ['drawings', 'ws', 'modelrail comments RESOURCE --follow --platform drawings'],
    ['files', 'download', 'modelrail attachments get ID --platform files'],
    ['files', 'file/replace', 'modelrail attachments replace ID FILE --platform files'],
    ['files', 'osssign', '--direct --platform files'],
    ['disk', 'fileResume', 'modelrail ingest FILE… --platform disk'],
    ['disk', 'queryPeriod', 'did you mean "queryPeriods"?'],
    ['cq', 'create', 'project/create or projectGroup/create or projectFile/create'],
    ['cq', 'convert-process', '--input.modelGroupId is missing'],
  ])('refuses %s %s before anything is started', async (platform, operation, words) => {
    const { code, stderr } = await call(platform, operation, {}, '--yes');
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it('makes a call that may have an effect of its own once, and says that it may have had it', async () => {
    await disk.fault({ match: { endpoint: 'createFolder' }, kind: 'cut-after', times: 1 });
    const { code, stderr } = await call('disk', 'createFolder', { dirName: 'unclear' }, '--yes');
    expect([code, stderr]).toEqual([1, expect.stringContaining('may have had its effect')]);
    expect((await folders()).filter((name) => name === 'unclear')).toHaveLength(1);
  });
});

describe('secrets', () => {
  /** What is answered, and the history of the call in clear. */
  async function kept(made: OperationCall): Promise<{ answer: OperationAnswer; history: string }> {
    const ids: string[] = [];
    const answer = await system.client.call(made, { onStarted: (id) => ids.push(id) });
    return await withTemporalClient(async (client) => {
      const history = historyToJSON(await client.workflow.getHandle(ids[0] ?? '').fetchHistory());
      const clear = history.replace(/"data": ?"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
      return { answer, history: clear };
    });
  }

  it('of answers are left out before any history', async () => {
    const token = await kept({ platform: 'cq', operation: 'token', input: {} });
    expect(token.answer).toMatchObject({ token_type: 'Bearer' });
    const permissions = [{ resource: 'cabin', operation: 'read' }];
    const access = await kept({ platform: 'drawings', operation: 'access-token', input: { permissions } });
    expect(access.answer).toEqual({});
    for (const { history } of [token, access]) expect(history).not.toContain('access_token"');
  });

  it('of inputs are taken by reference only, and resolved by the worker', async () => {
    const clear = await call('files', 'update', { id: 'none', secretkey: 'in-the-clear' }, '--yes');
    expect([clear.code, clear.stderr]).toEqual([2, expect.stringContaining('is a secret: give a reference')]);
    expect(clear.stderr).not.toContain('in-the-clear');
    await writeFile(join(system.folder, 'cq.secret'), 'demo-password\n');
    const input = { username: 'demo', password: '${file:cq.secret}' };
    const { history } = await kept({ platform: 'cq', operation: 'token', input });
    expect(history).toContain('${file:cq.secret}');
    expect(history).not.toContain('demo-password');
  });

  it('says that an attachment that is updated without a permission becomes private', async () => {
    const { stderr } = await call('files', 'update', { id: 'none', filename: 'a.ifc' });
    expect(stderr).toContain('without a permission the service sets it to private');
  });
});
