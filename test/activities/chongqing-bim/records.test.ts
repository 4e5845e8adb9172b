import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { createRecordActivities } from '../../../activities/chongqing-bim/records.ts';
import type { ChongqingBimDeps } from '../../../activities/chongqing-bim/session.ts';
import { clientFor, type StubAnswer, settingsFor, startStub } from '../../platforms/chongqing-bim/support.ts';

const id = '99999999-2222-4333-8444-555555555555';
const project = { name: 'House', code: 'H-1', areaCode: '500103', type: 10, stage: 1 };
const refusal = (message: string): StubAnswer => ({
  status: 500,
  body: JSON.stringify({ result: null, success: false, error: { message } }),
});
const answers: Record<string, StubAnswer> = {
  internal: refusal('对不起,在处理你的请求期间,产生了一个服务器内部错误!'),
  exists: refusal('项目标识已存在'),
  busy: { status: 503, body: '' },
  page: { status: 200, body: '<html>gateway</html>' },
  cut: 'cut',
  done: { json: { result: id, success: true } },
};

/** Attempts of one step, each with the heartbeat of the one before, until one succeeds or is final; gives all ends. */
async function attempts(given: string, input: { mayExist?: boolean; isDenied?: true } = {}): Promise<string[]> {
  const kinds = given.split(' ');
  let call = 0;
  const stub = await startStub(() => answers[kinds[call++] ?? 'done'] ?? 'cut');
  // The step looks at no more of a session than these.
  const settings = settingsFor(stub.url);
  const client = clientFor(settings);
  const session = (() => ({ client, settings })) as unknown as ChongqingBimDeps['session'];
  const { createProject } = createRecordActivities({ session });
  const ends: string[] = [];
  let heartbeatDetails: unknown;
  for (let attempt = 1; call < kinds.length; attempt += 1) {
    const environment = new MockActivityEnvironment(
      { attempt, heartbeatDetails, heartbeatTimeoutMs: 5_000 },
      { logger: new DefaultLogger('ERROR') },
    );
    environment.on('heartbeat', (details: unknown) => {
      heartbeatDetails = details;
    });
    const end: ReturnType<typeof createProject> = environment.run(createProject, {
      platform: 'cq',
      id,
      project,
      mayExist: false,
      ...input,
    });
    const told = await end.then(
      ({ assumed, isGuess }) => (isGuess === true ? 'guessed' : assumed === undefined ? 'created' : 'assumed'),
      (error: { type?: string; nonRetryable?: boolean }) => (error.nonRetryable === true ? `${error.type}` : 'again'),
    );
    ends.push(told);
    if (told !== 'again') break;
  }
  return ends;
}

test.each([
  ['cut internal internal internal', ['again', 'again', 'again', 'guessed']],
  // The first is the call of unknown outcome itself.
  ['internal internal internal internal', ['again', 'again', 'again', 'guessed']],
  [
    'cut internal internal busy internal internal done',
    ['again', 'again', 'again', 'again', 'again', 'again', 'created'],
  ],
  ['cut internal internal done', ['again', 'again', 'again', 'created']],
  ['cut internal exists', ['again', 'again', 'assumed']],
  ['exists', ['AlreadyExists']],
  // A page is answered by a second call within the same attempt.
  ['page exists', ['assumed']],
])('creating a project that is answered by %s', async (given, ends) => {
  expect(await attempts(given)).toEqual(ends);
});

test('after a group that said no, ten internal errors in a row lead to the group again', async () => {
  const ends = await attempts(Array.from({ length: 12 }, () => 'internal').join(' '), {
    mayExist: true,
    isDenied: true,
  });
  expect(ends).toEqual([...Array.from({ length: 9 }, () => 'again'), 'guessed']);
});
