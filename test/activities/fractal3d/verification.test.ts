import { expect, test } from 'vitest';
import { createFileVerifier } from '../../../activities/fractal3d/verification.ts';
import { upload } from '../../platforms/fractal3d/support.ts';
import { startSession } from './support.ts';

/** A file that was delivered with all that can be asked for, and what the platform says of it. */
async function start() {
  const { platform, session } = await startSession();
  const { client } = session();
  const name = 'a.step';
  const source = { fileId: await upload(client, name) };
  const transactionId = await client.convert({ source, name, target: 'e3dx' });
  const thumbnailTransactionId = await client.makeThumbnail({ source, name, width: 4, height: 3 });
  const resourceId = await client.createResource({ metadata: {} });
  const commentId = await client.createComment({ resourceId, message: 'first' });
  const remote = { transactionId, thumbnailTransactionId, resourceId, commentId };
  const file = { index: 0, name, hash: '', size: name.length, fileId: source.fileId, remote };
  const verify = createFileVerifier({ client }, { signal: new AbortController().signal, call: (ask) => ask() });
  const states = async (of: Parameters<typeof verify>[0] = file) =>
    Object.fromEntries((await verify(of)).map(({ what, state }) => [what, state]));
  return { platform, client, file, states };
}

test('all that was asked for of a file is asked about', async () => {
  const { states } = await start();
  expect(await states()).toEqual({ file: 'there', conversion: 'there', thumbnail: 'there', comment: 'there' });
});

test('a thumbnail and a comment that are gone are missing', async () => {
  const { platform, client, file, states } = await start();
  await platform.call('DELETE', `jobs/${file.remote.thumbnailTransactionId}`);
  await client.deleteComment({ commentId: file.remote.commentId });
  expect(await states()).toEqual({ file: 'there', conversion: 'there', thumbnail: 'missing', comment: 'missing' });
  const remote = { ...file.remote, resourceId: 'none' };
  expect(await states({ ...file, remote })).toMatchObject({ comment: 'missing' });
});

test('of a file without a thumbnail and a comment none is asked about', async () => {
  const { file, states } = await start();
  const { transactionId } = file.remote;
  expect(await states({ ...file, remote: { transactionId } })).toEqual({ file: 'there', conversion: 'there' });
});
