import { expect, test } from 'vitest';
import { parsePath, pathOf } from '../../../activities/iuap-files/path.ts';

test.each([
  [{ filepath: 'f', groupname: 'g' }, 'a.ifc', 'f/g/a.ifc'],
  [{ filepath: '单据/4711', groupname: '100%' }, '塔楼.ifc', '单据%2F4711/100%25/塔楼.ifc'],
  [{ filepath: '%2F', groupname: '/' }, '%25', '%252F/%2F/%2525'],
])('%o and %s are %s, and come back', (place, name, path) => {
  expect(pathOf(place, name)).toBe(path);
  expect(parsePath(path)).toEqual({ ...place, name });
});

test.each(['', 'a/b', 'a/b/c/d'])('"%s" is no place', (path) => {
  expect(parsePath(path)).toBeUndefined();
});
