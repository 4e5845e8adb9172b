import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { load, problemsOf } from './write-config.ts';

const SECRET = Buffer.alloc(32, 7).toString('base64');

test('targets have defaults, and secrets that do not show', async () => {
  const text = `notify:
  night: { url: "https://robot.example/send?access_token=\${TOKEN}", form: dingtalk, secret: "\${SIGN}" }
  hook: { url: https://hook.example/, secret: "\${HOOK}", on: [completed], stuckAfter: 2m }
`;
  const config = await load(text, { env: { TOKEN: 'abcdef', SIGN: 'SECghi', HOOK: SECRET } });
  expect(config.notifyNames).toEqual(['night', 'hook']);
  const { night, hook } = config.notify;
  expect(night).toMatchObject({
    form: 'dingtalk',
    on: ['stuck', 'partial', 'failed', 'syncLate'],
    stuckAfter: 600_000,
  });
  expect(hook).toMatchObject({ form: 'standard', on: ['completed'], stuckAfter: 120_000 });
  expect(night?.url.reveal()).toBe('https://robot.example/send?access_token=abcdef');
  for (const secret of ['abcdef', 'SECghi', SECRET]) {
    expect(inspect(config.notify) + JSON.stringify(config.notify)).not.toContain(secret);
  }
});

test('their names need no secret, and a missing one is told by its key', async () => {
  const config = await load('notify: { night: { url: "${ROBOT}", form: wecom } }');
  expect(config.notifyNames).toEqual(['night']);
  expect(await problemsOf(() => config.notify)).toEqual([expect.stringMatching(/notify\.night\.url.*ROBOT/)]);
});

test('a webhook without a secret, and one that is too short, are refused', async () => {
  const url = 'url: "https://hook.example/"';
  expect(await problemsOf(load(`notify: { hook: { ${url} } }`))).toEqual([
    expect.stringContaining('missing key "secret" in notify.hook'),
  ]);
  const config = await load(`notify: { hook: { ${url}, secret: "\${HOOK}" } }`, { env: { HOOK: 'short' } });
  const problems = await problemsOf(() => config.notify);
  expect(problems).toEqual([expect.stringContaining('24 to 64 bytes')]);
  expect(problems.join()).not.toContain('short');
});
