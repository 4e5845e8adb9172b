import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSubjects, subjectProblem } from '../../scripts/commit-subjects.ts';

describe('the subject of a commit', () => {
  test.each(['fix(http): keep a worker alive', 'feat!: rename the setting', 'Revert "fix(http): keep a worker alive"'])(
    '%s is taken',
    (subject) => expect(subjectProblem(subject)).toBeUndefined(),
  );

  test.each([
    ['fix(cli): a path that cannot be looked at is told as such', 'a'],
    ['The limit is lower', 'The'],
    ['test(contracts): one table', 'one'],
    ['perf: 16 files at a time', '16'],
    ['docs: what a kind is', 'what'],
  ])('%s is refused', (subject, first) => expect(subjectProblem(subject)).toContain(`begins with "${first}"`));
});

describe('the commits of a repository', () => {
  let folder: string;
  let first: string;

  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd,
      encoding: 'utf8',
    }).trim();
  const commit = (subject: string) => git(join(folder, 'whole'), 'commit', '--quiet', '--allow-empty', '-m', subject);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modelrail-subjects-'));
    await mkdir(join(folder, 'whole'));
    await mkdir(join(folder, 'none'));
    git(join(folder, 'whole'), 'init', '--quiet');
    commit('the rule is not there yet');
    first = git(join(folder, 'whole'), 'rev-parse', 'HEAD');
    commit('fix: end the wait');
    commit('fix: the wait ends');
    git(folder, 'clone', '--quiet', '--depth', '1', `file://${join(folder, 'whole')}`, 'shallow');
  });

  afterAll(() => rm(folder, { recursive: true }));

  test('are looked at from the rule on', async () => {
    expect(await checkSubjects(join(folder, 'whole'), first)).toEqual({
      problems: ['"fix: the wait ends" begins with "the": begin with a verb in the imperative'],
    });
  });

  test.each(['shallow', 'none'])('are not looked at where their history is not: %s', async (name) => {
    const { problems, note } = await checkSubjects(join(folder, name), first);
    expect([problems, note]).toEqual([[], expect.stringContaining('commit subjects are not checked')]);
  });
});
