import { expect, test } from 'vitest';
import { createCommentActivities } from '../../../activities/fractal3d/comments.ts';
import { runStep, startSession } from './support.ts';

interface State {
  resources: { id: string }[];
  comments: { resource_id: string; info: { message: string } }[];
}

async function start() {
  const { platform, session } = await startSession();
  const { commentOnFractal3d: step } = createCommentActivities({ session });
  const files = [{ index: 4, message: 'first', metadata: { file_name: 'a.step' } }];
  return { platform, step, input: { platform: 'drawings', files }, state: () => platform.state<State>() };
}

test('a comment that failed is made on the resource that is there', async () => {
  const { platform, step, input, state } = await start();
  await platform.fault({ match: { endpoint: 'createComment' }, kind: 'refusal', status: 428, times: 1 });
  const first = runStep(step, input);
  await expect(first.end).rejects.toMatchObject({ type: 'PlatformUnavailable' });
  const { files } = await runStep(step, input, { attempt: 2, heartbeatDetails: first.last() }).end;
  const { resources, comments } = await state();
  expect(resources).toHaveLength(1);
  expect(comments).toMatchObject([{ resource_id: resources[0]?.id, info: { message: 'first' } }]);
  // Neither call was without an answer.
  expect(files).toEqual([{ index: 4, state: 'ok', resourceId: resources[0]?.id, commentId: expect.any(String) }]);
});

test('a resource whose comment is refused is told, and a comment is made on one that is given', async () => {
  const { platform, step, input, state } = await start();
  await platform.fault({ match: { endpoint: 'createComment' }, kind: 'refusal', status: 400, times: 1 });
  const { files } = await runStep(step, input).end;
  const [resource] = (await state()).resources;
  expect(files).toMatchObject([{ index: 4, state: 'failed', resourceId: resource?.id }]);
  const again = { ...input, files: input.files.map((file) => ({ ...file, resourceId: resource?.id ?? '' })) };
  expect((await runStep(step, again).end).files).toMatchObject([{ state: 'ok', resourceId: resource?.id }]);
  expect((await state()).resources).toHaveLength(1);
});

test('a call without an answer is told, whatever comes of the next attempt', async () => {
  const { platform, step, input } = await start();
  await platform.fault({ match: { endpoint: 'createResource' }, kind: 'cut-after', times: 1 });
  await platform.fault({ match: { endpoint: 'createResource' }, kind: 'refusal', status: 400, times: 1, after: 1 });
  const first = runStep(step, input);
  await expect(first.end).rejects.toMatchObject({ type: 'PlatformUnavailable' });
  const { files } = await runStep(step, input, { attempt: 2, heartbeatDetails: first.last() }).end;
  expect(files).toMatchObject([{ index: 4, state: 'failed', mayBeTwice: true }]);
});
