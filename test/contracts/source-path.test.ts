import { describe, expect, test } from 'vitest';
import { ABSOLUTE_PATH_PATTERN, isAbsoluteSomewhere, lastSegment } from '../../contracts/source-path.ts';

describe('a path is absolute by the rule of its own system', () => {
  test.each([
    ['/models/a.rvt', 'a.rvt'],
    // A backslash is part of a name there.
    ['/models/a\\b.rvt', 'a\\b.rvt'],
    ['/models/folder/', 'folder'],
    ['C:\\models\\a.rvt', 'a.rvt'],
    ['c:/models/a.rvt', 'a.rvt'],
    ['C:\\models/塔楼.rvt', '塔楼.rvt'],
    ['\\\\server\\share\\sub\\a.rvt', 'a.rvt'],
    ['\\\\?\\C:\\models\\a.rvt', 'a.rvt'],
  ])('%j, whose file is %j', (path, name) => {
    expect(isAbsoluteSomewhere(path)).toBe(true);
    expect(path).toMatch(new RegExp(ABSOLUTE_PATH_PATTERN));
    expect(lastSegment(path)).toBe(name);
  });

  test.each(['', 'a.rvt', 'models/a.rvt', '..\\a.rvt', 'C:a.rvt', 'C:', '\\models\\a.rvt', '\\\\server', 'CC:\\a.rvt'])(
    '%j is not',
    (path) => {
      expect(isAbsoluteSomewhere(path)).toBe(false);
      expect(path).not.toMatch(new RegExp(ABSOLUTE_PATH_PATTERN));
    },
  );
});
