import { describe, expect, test } from 'vitest';
import { isAbsoluteSomewhere, isUrl, lastSegment, SOURCE_PATTERN, shownSource } from '../../contracts/source-path.ts';

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
    expect(path).toMatch(new RegExp(SOURCE_PATTERN));
    expect(lastSegment(path)).toBe(name);
  });

  test.each(['', 'a.rvt', 'models/a.rvt', '..\\a.rvt', 'C:a.rvt', 'C:', '\\models\\a.rvt', '\\\\server', 'CC:\\a.rvt'])(
    '%j is not',
    (path) => {
      expect(isAbsoluteSomewhere(path)).toBe(false);
      expect(path).not.toMatch(new RegExp(SOURCE_PATTERN));
    },
  );
});

describe('an address', () => {
  test.each([
    ['https://host/models/house.ifc', 'house.ifc', 'https://host/models/house.ifc'],
    ['https://host/a/house.ifc?X-Amz-Signature=abc&n=/b.rvt#top', 'house.ifc', 'https://host/a/house.ifc'],
    ['HTTP://host:8080/%E5%A1%94%E6%A5%BC.rvt', '塔楼.rvt', 'HTTP://host:8080/%E5%A1%94%E6%A5%BC.rvt'],
    ['https://host/o/models%2Ftower.rvt?alt=media', 'tower.rvt', 'https://host/o/models%2Ftower.rvt'],
    ['https://host/100%.ifc', '100%.ifc', 'https://host/100%.ifc'],
    ['https://host/folder/', 'folder', 'https://host/folder/'],
    ['s3://models/in/a b/100%.ifc', '100%.ifc', 's3://models/in/a b/100%.ifc'],
    ['s3://models/a%20b?c#d.ifc', 'a%20b?c#d.ifc', 's3://models/a%20b?c#d.ifc'],
    ['https://host', '', 'https://host'],
    ['https://host/?name=a.ifc', '', 'https://host/'],
  ])('%j names %j and is shown as %j', (source, name, shown) => {
    expect(isUrl(source)).toBe(true);
    expect(lastSegment(source)).toBe(name);
    expect(shownSource(source)).toBe(shown);
    expect(source).toMatch(new RegExp(SOURCE_PATTERN));
  });

  test('is never shown with its user', () => {
    expect(shownSource('https://ada:secret@host/a.ifc')).toBe('https://host/a.ifc');
    expect('https://ada:secret@host/a.ifc').not.toMatch(new RegExp(SOURCE_PATTERN));
  });

  test.each(['s3://models', 's3://models/in/', 'ftp://host/a.ifc', 'https:///a.ifc', 'https://host/a b.ifc'])(
    '%j is no source',
    (source) => {
      expect(source).not.toMatch(new RegExp(SOURCE_PATTERN));
    },
  );

  test('is no path of a disk, whatever its name', () => {
    expect([isUrl('/models/http://a.ifc'), isUrl('C://models/a.ifc'), shownSource('/models/a?b.ifc')]).toEqual([
      false,
      false,
      '/models/a?b.ifc',
    ]);
  });
});
