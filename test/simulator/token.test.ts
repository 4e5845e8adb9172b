import { expect, test } from 'vitest';
import { eventually, startPlatform } from './platform.ts';

test('a token comes with the fields of the manual and its life in seconds', async () => {
  const platform = await startPlatform({ tokenLifetimeMs: 90_500 });
  const { status, body } = await platform.postForm('/token', {
    username: 'demo',
    password: 'demo-password',
    grant_type: 'password',
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({ expires_in: 90, token_type: 'Bearer', access_token: expect.stringMatching(/.{20,}/) });
});

test.each([
  [{ username: 'demo', password: 'wrong' }, 'invalid_grant'],
  [{ username: 'nobody', password: 'demo-password' }, 'invalid_grant'],
  [{ username: 'demo' }, 'invalid_request'],
])('credentials %o are refused with HTTP 400 and %s', async (fields, error) => {
  const platform = await startPlatform();
  const answer = await platform.postForm('/token', fields);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toBe(error);
});

test('credentials as JSON are refused: the call takes a form', async () => {
  const platform = await startPlatform();
  const answer = await platform.postJson('/token', { username: 'demo', password: 'demo-password' });
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
});

const CALLS = [
  ['GET', '/api/v1/FlowJs/UploadFileStatus', 'item'],
  ['POST', '/api/v1/FlowJs/Upload', 'item'],
  ['POST', '/api/v1/FlowJs/Synchronous', 'item'],
  ['POST', '/api/v1/FileConvert/convert-model', 'item'],
  ['GET', '/api/v1/FileConvert/convert-process', 'item'],
  ['POST', '/bim/api/v2/project/create', 'abp'],
  ['POST', '/bim/api/v2/projectGroup/create', 'abp'],
  ['POST', '/bim/api/v2/projectFile/create', 'abp'],
] as const;

test.each(CALLS)('%s %s wants a token', async (method, path, envelope) => {
  const platform = await startPlatform();
  for (const authorization of ['', 'Bearer nonsense', 'Basic ZGVtbzpkZW1v']) {
    const answer = await platform.call(path, { method, headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.body.success).toBe(false);
    if (envelope === 'abp') expect(answer.body.unAuthorizedRequest).toBe(true);
  }
});

test('a token ends with its life', async () => {
  const platform = await startPlatform({ tokenLifetimeMs: 1 });
  await eventually(async () => (await platform.get('/api/v1/FlowJs/UploadFileStatus')).status).toBe(401);
});

test('several tokens are good at the same time, and addresses have no case', async () => {
  const platform = await startPlatform();
  const first = await platform.logIn();
  await platform.logIn();
  const answer = await platform.call(`/API/v1/flowjs/uploadfilestatus?HASH=${'0'.repeat(32)}&totalchunks=-1`, {
    headers: { authorization: `Bearer ${first}` },
  });
  expect(answer.body).toMatchObject({ success: true, item: { status: 0 } });
});
