import { describe, expect, it } from 'vitest';
import type { SyncDeclaration } from '../../client/index.ts';
import { checkDeclaration } from '../../lib/sync/check-declaration.ts';
import { cronProblem } from '../../lib/sync/cron.ts';

describe('a cron expression', () => {
  it.each(['0 2 * * *', '*/5 8-18 * * mon-fri', '0 0 29 feb *', '15,45 0 1 1-12/3 *', '@daily', '0 12 31 * sun'])(
    'takes %s',
    (expression) => expect(cronProblem(expression)).toBeUndefined(),
  );

  it.each([
    ['0 2 * *', 'needs five fields'],
    ['60 2 * * *', 'has "60" for the minute'],
    ['0 2 0 * *', 'has "0" for the day of the month'],
    ['0 2 * foo *', 'has "foo" for the month'],
    ['5-1 * * * *', 'has "5-1" for the minute'],
    ['*/0 * * * *', 'has "*/0" for the minute'],
    ['0 0 30 2 *', 'never fires'],
    ['0 0 31 4,6 *', 'never fires'],
    ['@never', 'needs five fields'],
  ])('refuses %s', (expression, words) => expect(cronProblem(expression)).toContain(words));
});

describe('a declaration', () => {
  const right: SyncDeclaration = { source: '/models', every: '1h', platform: 'cq' };
  const { every: _every, ...noTime } = right;

  it('is taken when a run can be made of it', () => {
    expect(() => checkDeclaration('night', right)).not.toThrow();
    expect(() => checkDeclaration('night', { ...noTime, cron: '0 2 * * *', timezone: 'Asia/Shanghai' })).not.toThrow();
  });

  it.each<[Partial<SyncDeclaration>, string]>([
    [{ source: 'models' }, 'source must be an absolute path'],
    [{ source: 's3://bucket/prefix' }, 'has to end with a slash'],
    [{ source: 's3://bucket/prefix/', host: 'pc-7' }, 'host is for folders'],
    [{ cron: '0 2 * * *' }, 'every or `cron` is needed, one of the two'],
    [{ every: '1 moment' }, 'every must be a duration'],
    [{ every: '1500ms' }, 'every must be whole seconds'],
    [{ catchUp: '1s' }, 'catchUp must be between 10s'],
    [{ timezone: 'Asia/Shanghai' }, 'timezone is for `cron` only'],
    [{ retries: 0 }, 'retries must be 1 or more'],
  ])('is refused with %j', (more, words) => {
    expect(() => checkDeclaration('night', { ...right, ...more })).toThrow(words);
  });

  it('is refused with an unknown time zone, and under a name with a blank', () => {
    const unknown = { ...noTime, cron: '0 2 * * *', timezone: 'Mars/Olympus' };
    expect(() => checkDeclaration('night', unknown)).toThrow('timezone is unknown');
    for (const name of ['two words', '.', '..', ''])
      expect(() => checkDeclaration(name, right)).toThrow('a sync is named by');
    for (const name of ['...', '.a', '-']) expect(() => checkDeclaration(name, right)).not.toThrow();
  });
});
