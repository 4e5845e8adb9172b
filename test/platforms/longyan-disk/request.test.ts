import { expect, test } from 'vitest';
import { longyanDiskRequest } from '../../../platforms/longyan-disk/request.ts';
import { settingsFor } from './support.ts';

const FILES = [{ source: '/models/a.mp4' }];
const REQUEST = { platform: 'disk', period: '小学', subject: '语文', files: FILES };

function problemsOf(request: unknown): string[] {
  const { error } = longyanDiskRequest.schema.safeParse(request);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
}

test.each([
  ['with what is required', REQUEST],
  ['as its example', longyanDiskRequest.example('disk')],
  [
    'whose files have values of their own',
    { platform: 'disk', files: [{ ...FILES[0], period: '小学', subject: '语文', title: 't' }] },
  ],
  ['for a group', { ...REQUEST, resource: { ownerType: '1', groupId: 'g' } }],
  ['with chapters of a textbook', { ...REQUEST, textbook: 'T', chapters: ['A/B'] }],
])('a request %s is taken', (_what, request) => {
  expect(problemsOf(request)).toEqual([]);
});

test.each([
  ['without period and subject', { platform: 'disk', files: FILES }, ['period is missing', 'subject is missing']],
  [
    'with a title for two files',
    { ...REQUEST, title: 't', files: [...FILES, { source: '/models/b.mp4' }] },
    ['title is of one file: give each file its own title, or none'],
  ],
  [
    'with chapters of no textbook',
    { ...REQUEST, chapters: ['A'] },
    ['textbook is missing: chapters are looked up in it'],
  ],
  [
    'for a group without its id',
    { ...REQUEST, resource: { ownerType: '1' } },
    ['resource.groupId is missing: a group (ownerType 1) has an id'],
  ],
  [
    'with such a file',
    { ...REQUEST, files: [{ ...FILES[0], resource: { ownerType: '1' } }] },
    ['files.0.resource.groupId is missing: a group (ownerType 1) has an id'],
  ],
])('a request %s is refused', (_what, request, problems) => {
  expect(problemsOf(request)).toEqual(problems);
});

test('a request whose parameters no header has room for is refused, and one that is as long as may be is taken', () => {
  const resource = { intro: '春'.repeat(500), keyword: '晓'.repeat(255) };
  const file = { ...FILES[0], title: '题'.repeat(255) };
  expect(problemsOf({ ...REQUEST, files: [file], resource })).toEqual([]);
  const resTypeIdList = Array.from({ length: 50 }, (_, at) => `${'资源'.repeat(10)}-${at}`);
  expect(problemsOf({ ...REQUEST, files: [{ ...file, resource: { resTypeIdList } }], resource })).toEqual([
    expect.stringMatching(/^files\.0\.resource is too long together with the title, \d+ bytes/),
  ]);
});

test('a key of another kind, or an empty title, is refused', () => {
  expect(problemsOf({ ...REQUEST, project: { id: '1' } })).toHaveLength(1);
  expect(problemsOf({ ...REQUEST, title: '' })).toHaveLength(1);
});

test.each([
  ['resumableFrom above what the platform takes whole', { upload: { resumableFrom: '51MiB' } }, 'at most 50MiB'],
  ['parts that no request is worth', { upload: { partSize: '1KiB' } }, 'between 64KiB and 50MiB'],
  ['parts above what the platform takes', { upload: { partSize: '51MiB' } }, 'between 64KiB and 50MiB'],
  ['an apiKey with a colon', { apiKey: 'a:b' }, 'must not have a colon'],
  ['an unknown encoding', { signatureEncoding: 'hex' }, 'hex-upper'],
])('settings with %s are refused', (_what, more, message) => {
  expect(() => settingsFor('http://127.0.0.1:1', more)).toThrow(message);
});
