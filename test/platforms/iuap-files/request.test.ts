import { expect, test } from 'vitest';
import { iuapFilesRequest } from '../../../platforms/iuap-files/request.ts';
import { settingsFor } from './support.ts';

const FILES = [{ source: '/models/a.ifc' }];
const REQUEST = { platform: 'files', filepath: 'f', groupname: 'g', files: FILES };

function problemsOf(request: unknown): string[] {
  const { error } = iuapFilesRequest.schema.safeParse(request);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
}

test.each([
  ['with what is required', REQUEST],
  ['as its example', iuapFilesRequest.example('files')],
  [
    'whose files have places of their own',
    { platform: 'files', files: [{ ...FILES[0], filepath: 'f', groupname: 'g' }] },
  ],
  ['with an address and the direct way', { ...REQUEST, url: true, direct: true, replace: true, permission: 'read' }],
  [
    'with an encrypted file beside others',
    { ...REQUEST, url: true, files: [{ ...FILES[0], encrypt: true, url: false }] },
  ],
  ['with one name in two groups', { ...REQUEST, files: [...FILES, { source: '/models/b/a.ifc', groupname: 'h' }] }],
])('a request %s is taken', (_what, request) => {
  expect(problemsOf(request)).toEqual([]);
});

test.each([
  ['without a place', { platform: 'files', files: FILES }, ['filepath is missing', 'groupname is missing']],
  [
    'with an address of an encrypted file',
    { ...REQUEST, encrypt: true, url: true },
    ['url is not for encrypted files: what lies there could not be read'],
  ],
  [
    'with an encrypted file that goes directly',
    { ...REQUEST, encrypt: true, files: [{ ...FILES[0], direct: true }] },
    ['files.0.direct is not for encrypted files: the store does not encrypt'],
  ],
])('a request %s is refused', (_what, request, problems) => {
  expect(problemsOf(request)).toEqual(problems);
});

test('one name twice in a group is told of the second, and of no other', () => {
  const files = [...FILES, { source: '/models/b/a.ifc' }, { source: '/models/c.ifc' }];
  const told = files.map((file) => iuapFilesRequest.fileProblems?.(file, { ...REQUEST, files }));
  const message = 'is "a.ifc", as that of /models/a.ifc: a group has one attachment of a name';
  expect(told).toEqual([[], [{ key: 'name', message }], []]);
});

test('headers are secrets, and none of those that each request has', () => {
  const settings = settingsFor('http://127.0.0.1:1', { headers: { authorization: 'Bearer abcdef' } });
  expect(JSON.stringify(settings)).not.toContain('abcdef');
  for (const name of ['Content-Type', 'host', 'a b']) {
    expect(() => settingsFor('http://127.0.0.1:1', { headers: { [name]: 'x' } })).toThrow(/header/);
  }
});
