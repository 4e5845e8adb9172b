import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Fractal3dClient } from '../../../platforms/fractal3d/client.ts';
import {
  followComments,
  type LiveComment,
  publishComment,
  type RoomPlace,
} from '../../../platforms/fractal3d/follow-comments.ts';
import type { PlatformControl } from '../../conformance/platform-control.ts';
import { clientFor, startPlatform } from './support.ts';

interface State {
  rooms: { room: string; users: string[]; subscribed: number }[];
}

async function start(): Promise<{ platform: PlatformControl; client: Fractal3dClient; resourceId: string }> {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  return { platform, client, resourceId: await client.createResource({ metadata: {} }) };
}

/** Follows until the test is over; answers what was shown, and how to end it. */
function follow(
  { client, resourceId }: Pick<Awaited<ReturnType<typeof start>>, 'client' | 'resourceId'>,
  listEveryMs = 60_000,
  atFirst: (place: RoomPlace) => Promise<unknown> = async () => undefined,
) {
  const over = new AbortController();
  const shown: LiveComment[] = [];
  let isLive = false;
  let losses = 0;
  const ended = followComments({
    client,
    resourceId,
    signal: over.signal,
    listEveryMs,
    onComment: (comment) => shown.push(comment),
    onLost: () => {
      losses += 1;
    },
    async onLive(place) {
      await atFirst(place);
      isLive = true;
    },
  });
  onTestFinished(async () => {
    over.abort();
    await ended;
  });
  return {
    messages: () => shown.map(({ message }) => message),
    live: () => vi.waitUntil(() => isLive, { timeout: 20_000 }),
    losses: () => losses,
    async end() {
      over.abort();
      await ended;
    },
  };
}

async function membersOf(platform: PlatformControl): Promise<number> {
  return (await platform.state<State>()).rooms.reduce((sum, { users }) => sum + users.length, 0);
}

async function comment(
  { client, resourceId }: Pick<Awaited<ReturnType<typeof start>>, 'client' | 'resourceId'>,
  message: string,
) {
  const commentId = await client.createComment({ resourceId, message });
  await publishComment(client, { resourceId, commentId, message, signal: new AbortController().signal });
}

test('messages of a room come to those who subscribed, as they were published', async () => {
  const { client, resourceId: room, platform } = await start();
  const user = await client.joinRoom({ room });
  const seen: unknown[] = [];
  const over = new AbortController();
  const link = await client.connectRooms({ onMessage: (message) => seen.push(message), signal: over.signal });
  await link.subscribe({ room, user });
  const info = { anything: [1, '二'] };
  await link.publish({ room, user, info });
  await vi.waitUntil(() => seen.length === 1, { timeout: 30_000 });
  expect(seen).toEqual([{ room, user, info }]);
  over.abort();
  await link.ended;
  await client.leaveRoom({ room, user });
  await expect(client.leaveRoom({ room, user })).rejects.toMatchObject({ type: 'NotFound' });
  await expect(client.joinRoom({ room: 'none' })).rejects.toMatchObject({ type: 'NotFound' });
  expect(await membersOf(platform)).toBe(0);
});

test('who is not in the room is told to go', async () => {
  const { client, resourceId: room } = await start();
  const link = await client.connectRooms({ onMessage: () => undefined, signal: new AbortController().signal });
  await expect(link.subscribe({ room, user: randomUUID() })).rejects.toMatchObject({ type: 'PlatformUnavailable' });
  expect(await link.ended).toContain('user not in room');
});

test('a handshake that is refused is told by its status', async () => {
  const { client, platform } = await start();
  const connect = () => client.connectRooms({ onMessage: () => undefined, signal: new AbortController().signal });
  await platform.fault({ match: { endpoint: 'socket' }, kind: 'refusal', status: 403, message: '权限不足', times: 1 });
  await expect(connect()).rejects.toMatchObject({
    type: 'PermissionDenied',
    message: expect.stringContaining('权限不足'),
  });
  await platform.fault({ match: { endpoint: 'socket' }, kind: 'cut-before', times: 1 });
  await expect(connect()).rejects.toMatchObject({ type: 'PlatformUnavailable', isRetryable: true });
});

test('what is there is shown, and then each that comes, once, and the room is left', async () => {
  const all = await start();
  await comment(all, 'before');
  const following = follow(all);
  await following.live();
  await comment(all, 'live');
  await vi.waitUntil(() => following.messages().length === 2, { timeout: 30_000 });
  await all.client.createComment({ resourceId: all.resourceId, message: 'never published' });
  await comment(all, 'last');
  await vi.waitUntil(() => following.messages().length === 3, { timeout: 30_000 });
  expect(following.messages()).toEqual(['before', 'live', 'last']);
  await following.end();
  expect(await membersOf(all.platform)).toBe(0);
});

test('a comment that was not published is found by the next list', async () => {
  const all = await start();
  const following = follow(all, 100);
  await following.live();
  await all.client.createComment({ resourceId: all.resourceId, message: 'by POST alone' });
  await vi.waitUntil(() => following.messages().length === 1, { timeout: 30_000 });
  await comment(all, 'both');
  await vi.waitUntil(() => following.messages().length === 2, { timeout: 30_000 });
  // Time enough for two more lists.
  const lists = async () => (await all.platform.log()).filter(({ endpoint }) => endpoint === 'listComments').length;
  const before = await lists();
  await vi.waitUntil(async () => (await lists()) >= before + 2, { timeout: 30_000 });
  expect(following.messages()).toEqual(['by POST alone', 'both']);
});

test('comments that are made while the connection is lost are shown once it is there again', async () => {
  const all = await start();
  const following = follow(all);
  await following.live();
  await comment(all, 'first');
  await vi.waitUntil(() => following.messages().length === 1, { timeout: 30_000 });
  for (let round = 0; round < 3; round += 1) {
    await all.platform.call('DELETE', 'sockets');
    await comment(all, `while away ${round}`);
    await vi.waitUntil(() => following.messages().length === 2 + round, { timeout: 30_000 });
  }
  expect(following.messages()).toEqual(['first', 'while away 0', 'while away 1', 'while away 2']);
  expect(following.losses()).toBeGreaterThan(0);
  await following.end();
  expect(await membersOf(all.platform)).toBe(0);
});

test('no comment that comes between the subscription and the list is missed', async () => {
  const all = await start();
  await comment(all, 'old');
  await all.platform.fault({
    match: { endpoint: 'listComments' },
    kind: 'delay',
    delayMs: 60_000,
    times: 1,
    id: 'hold',
  });
  const following = follow(all);
  await vi.waitUntil(async () => (await all.platform.state<State>()).rooms.some(({ subscribed }) => subscribed > 0), {
    timeout: 30_000,
  });
  await comment(all, 'in between');
  await all.platform.call('DELETE', 'faults/hold');
  await following.live();
  await vi.waitUntil(() => following.messages().length === 2, { timeout: 30_000 });
  expect(following.messages()).toEqual(['old', 'in between']);
});

test('what is to be done once it is live is done at the next connection where it failed for a while', async () => {
  const all = await start();
  const { client, resourceId, platform } = all;
  await platform.fault({ match: { endpoint: 'createComment' }, kind: 'status', status: 503, times: 1 });
  const following = follow(all, 60_000, async (place) => {
    const commentId = await client.createComment({ resourceId, message: 'mine' });
    await place.publish({ commentId, message: 'mine' });
  });
  await following.live();
  await vi.waitUntil(() => following.messages().length === 1, { timeout: 30_000 });
  expect(following.losses()).toBe(1);
  await comment(all, 'live');
  await vi.waitUntil(() => following.messages().length === 2, { timeout: 30_000 });
  expect(following.messages()).toEqual(['mine', 'live']);
});

test('a room that was joined while it was told to stop is left', async () => {
  const all = await start();
  const { platform } = all;
  const hold = { id: 'hold', kind: 'delay' as const, delayMs: 60_000, effect: true, times: 1 };
  await platform.fault({ match: { endpoint: 'joinRoom' }, ...hold });
  const following = follow(all);
  await platform.untilFault();
  const ended = following.end();
  await platform.call('DELETE', 'faults/hold');
  await ended;
  expect(await membersOf(platform)).toBe(0);
});
