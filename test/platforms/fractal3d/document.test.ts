import { expect, test } from 'vitest';
import { endpoints } from '../../../platforms/fractal3d/endpoints.ts';
import { publishComment } from '../../../platforms/fractal3d/follow-comments.ts';
import { clientFor, startPlatform, upload } from './support.ts';

/** Every call of the document, in its order: its section, and what it is called by. */
const CALLS_OF_THE_DOCUMENT = `
上传文件 POST /api/files
获取文件 GET /api/files
请求转换 POST /api/converts
获取转换结果文件 GET /api/converts/result_file
请求缩略图 POST /api/thumbnail
获取缩略图 GET /api/thumbnail/result_file
创建评论资源 POST /api/resources
创建评论 POST /api/comments
删除评论 DELETE /api/comments
获取评论列表 GET /api/comments
加入房间 POST /api/rooms
离开房间 DELETE /api/rooms
WebSocket GET /api/ws
生成 AccessToken POST /api/users/access-token
`;

test('the table of endpoints has every call of the document, and no other', () => {
  const lines = Object.values(endpoints).map(({ section, method, path }) => `${section} ${method} ${path}`);
  expect(lines).toEqual(CALLS_OF_THE_DOCUMENT.trim().split('\n'));
});

test('the client makes every call of the document', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const fileId = await upload(client, 'pump.step');
  expect((await client.getFile({ fileId })).name).toBe('pump.step');
  const order = { source: { fileId }, name: 'pump.step' };
  const conversion = await client.convert({ ...order, target: 'e3dx' });
  expect(await client.conversion({ transactionId: conversion })).toMatchObject({ status: 'Succeeded' });
  const thumbnail = await client.makeThumbnail({ ...order, width: 64, height: 48 });
  expect(await client.thumbnail({ transactionId: thumbnail })).toMatchObject({ status: 'Succeeded' });
  const resourceId = await client.createResource({ metadata: {} });
  const commentId = await client.createComment({ resourceId, message: 'first' });
  expect(await client.listComments({ resourceId })).toHaveLength(1);
  await publishComment(client, { resourceId, commentId, message: 'first', signal: new AbortController().signal });
  await client.deleteComment({ commentId });
  await expect
    .poll(async () => new Set((await platform.log()).map(({ endpoint }) => endpoint)))
    .toEqual(new Set(Object.keys(endpoints)));
});
