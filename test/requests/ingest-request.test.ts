import { describe, expect, test } from 'vitest';
import { isRecord } from '../../lib/config/file.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { PlaceName } from '../../lib/requests/problems.ts';
import { readIngestRequest } from '../../platforms/requests.ts';

const FILE = { source: '/models/house.ifc' };
const NEW = { name: 'House', code: 'H', areaCode: '500103', type: 10, stage: 1 };

/** Reads a request to the only platform there is, `cq`; an existing project is added where there is none. */
function read(value: unknown, nameOf?: PlaceName) {
  const kindOf = (platform: string) => {
    if (platform !== 'cq') throw new ModelrailError('InvalidRequest', `platform "${platform}" is not configured`);
    return 'chongqing-bim' as const;
  };
  const whole = isRecord(value) ? { project: { id: 'p' }, ...value } : value;
  return readIngestRequest(whole, { kindOf, nameOf, isStart: false });
}

function problemsOf(value: unknown): string[] {
  try {
    read(value);
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'InvalidRequest') return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a request', () => {
  test('is taken as it is when it is right, with no keys that it does not have', () => {
    const request = {
      platform: 'cq',
      project: { name: 'House', code: 'H', areaCode: '500103', type: 10, stage: 1, startDate: '2026-01-31' },
      group: { name: 'Group' },
      files: [{ ...FILE, name: '😀.ifc', tags: ['500103'], host: 'pc' }],
      options: { onModelError: 'fail', concurrency: 2, bwlimit: '08:00,512k 19:00,off', dryRun: true },
    } as const;
    expect(read(request)).toEqual(request);
    expect(Object.keys(read({ platform: 'cq', files: [FILE], group: undefined }))).toEqual([
      'platform',
      'project',
      'files',
    ]);
  });

  test.for([
    [undefined, ['the request is missing']],
    [[], ['the request must be a mapping, not []']],
    [{}, ['platform is missing', 'files is missing']],
    [{ platform: 'cq', files: [] }, ['files are missing']],
    [{ platform: '', files: [FILE] }, ['platform must not be empty']],
    [{ platform: 'cq', file: [], files: [FILE] }, ['file is an unknown key; did you mean "files"?']],
    [{ platform: 'cq', files: [{ ...FILE, tag: ['A'] }] }, ['files[0].tag is an unknown key; did you mean "tags"?']],
    [
      { platform: 'cq', files: [FILE], project: { ...NEW, areacode: 1 } },
      ['project.areacode is an unknown key; did you mean "areaCode"?'],
    ],
    [
      { platform: 'cq', files: [FILE], project: { ...NEW, areaCode: 500103 } },
      ['project.areaCode must be a text, not 500103'],
    ],
    [{ platform: 'cq', files: [FILE], project: { ...NEW, type: 1.5 } }, ['project.type must be an integer, not 1.5']],
    [
      { platform: 'cq', files: [{ source: 'house.ifc' }] },
      ['files[0].source must be an absolute path, not "house.ifc"'],
    ],
    [
      { platform: 'cq', files: [{ source: 'C:\\models\\a.rvt' }] },
      ['files[0].source must be an absolute path, not "C:\\models\\a.rvt"'],
    ],
    [
      { platform: 'cq', files: [{ source: 'C:a.rvt', host: 'pc' }] },
      ['files[0].source must be an absolute path, not "C:a.rvt"'],
    ],
    ...['ftp://host/a.ifc', 'file:///a.ifc'].map(
      (source) =>
        [
          { platform: 'cq', files: [{ source }] },
          [
            'files[0].source is no source: there are absolute paths of a disk, addresses of http and https, s3://BUCKET/KEY and iuap://PLATFORM/FILEPATH',
          ],
        ] as const,
    ),
    [{ platform: 'cq', files: [{ source: 's3:///a.ifc' }] }, ['files[0].source is no s3://BUCKET/KEY']],
    [
      { platform: 'cq', files: [{ source: 's3://models/in/', name: 'a.ifc' }] },
      ['files[0].source names no object but all below it, which the command line alone can list'],
    ],
    [
      { platform: 'cq', files: [{ source: 'https://ada:secret@host/a.ifc' }] },
      ['files[0].source has a user in it: an address with user info is no source'],
    ],
    ...['https://host\\@other/a.ifc', 'https://host/a b.ifc', 'https://ho\tst/a.ifc'].map(
      (source) =>
        [
          { platform: 'cq', files: [{ source }] },
          ['files[0].source has a blank, a control character or a backslash: percent-encode it'],
        ] as const,
    ),
    ...['https://', 'https:///a.ifc', 'https://host:99999/a.ifc', 'https://[::1/a.ifc'].map(
      (source) => [{ platform: 'cq', files: [{ source, name: 'a.ifc' }] }, ['files[0].source is not a URL']] as const,
    ),
    [
      { platform: 'cq', files: [{ source: 'https://host/a.ifc', host: 'pc' }] },
      ['files[0].host is for a file of a disk: an address has none, leave it out'],
    ],
    [
      { platform: 'cq', files: [FILE], options: { onModelError: 'stop' } },
      ['options.onModelError must be continue or fail, not "stop"'],
    ],
    [{ platform: 'cq', files: [FILE], options: { concurrency: 0 } }, ['options.concurrency must be at least 1']],
    [{ platform: 'cq', files: [{ ...FILE, host: '' }] }, ['files[0].host must not be empty']],
    ...[' pc', 'model pc', 'model/pc', 'model\\pc', 'pc\n', 'pc\u202f'].map(
      (host) =>
        [
          { platform: 'cq', files: [{ ...FILE, host }] },
          ['files[0].host must be 1 to 255 characters without blanks, slashes and control characters'],
        ] as const,
    ),
    [
      { platform: 'cq', files: [{ ...FILE, host: 'pc\ud800' }] },
      ['files[0].host has half a character (an unpaired surrogate), which cannot be written as UTF-8'],
    ],
  ] as const)('%j is refused', ([value, problems]) => {
    expect(problemsOf(value)).toEqual(problems);
  });

  test.each(['模型工作站', 'PC-7.example.com', '电'.repeat(255), '😀'])('may name the host %s', (host) => {
    const request = { platform: 'cq', project: { id: 'p' }, files: [{ ...FILE, host }] };
    expect(read(request)).toEqual(request);
  });

  test.each(['C:\\models\\a.rvt', 'C:/models/a.rvt', '\\\\server\\share\\a.rvt', '/models/a.rvt'])(
    'takes %j of a host',
    (source) => {
      expect(problemsOf({ platform: 'cq', files: [{ source, host: 'pc' }] })).toEqual([]);
    },
  );

  test.each<[string, (length: number) => object, number]>([
    ['project.id', (length) => ({ project: { id: 'i'.repeat(length) } }), 200],
    ['project.name', (length) => ({ project: { ...NEW, name: '桥'.repeat(length) } }), 255],
    ['project.code', (length) => ({ project: { ...NEW, code: '😀'.repeat(length) } }), 255],
    ['project.areaCode', (length) => ({ project: { ...NEW, areaCode: '5'.repeat(length) } }), 255],
    ['project.address', (length) => ({ project: { ...NEW, address: 'a'.repeat(length) } }), 1_000],
    ['group.name', (length) => ({ group: { name: 'g'.repeat(length) } }), 255],
    ['group.parentId', (length) => ({ group: { parentId: 'g'.repeat(length) } }), 200],
    ['files[0].source', (length) => ({ files: [{ source: `/${'s'.repeat(length - 1)}` }] }), 4_096],
    ['files[0].name', (length) => ({ files: [{ ...FILE, name: 'n'.repeat(length) }] }), 255],
    ['files[0].host', (length) => ({ files: [{ ...FILE, host: '电'.repeat(length) }] }), 255],
    ['files[0].tags[0]', (length) => ({ files: [{ ...FILE, tags: ['t'.repeat(length)] }] }), 200],
  ])('has at most so many characters in %s', (place, changeOf, most) => {
    const request = { platform: 'cq', files: [FILE] };
    expect(problemsOf({ ...request, ...changeOf(most) })).toEqual([]);
    expect(problemsOf({ ...request, ...changeOf(most + 1) })).toEqual([`${place} has more than ${most} characters`]);
  });

  test('has at most 500 tags for a file', () => {
    const withTags = (count: number) => ({
      platform: 'cq',
      files: [{ ...FILE, tags: Array.from({ length: count }, (_, n) => `${n}`) }],
    });
    expect(problemsOf(withTags(500))).toEqual([]);
    expect(problemsOf(withTags(501))).toEqual(['files[0].tags has more than 500 elements']);
  });

  test.each(['type', 'stage', 'rate', 'status'])('has an Int 32 as project.%s', (key) => {
    const withValue = (value: number) => ({ platform: 'cq', files: [FILE], project: { ...NEW, [key]: value } });
    expect(problemsOf(withValue(2 ** 31 - 1))).toEqual([]);
    expect(problemsOf(withValue(-(2 ** 31)))).toEqual([]);
    expect(problemsOf(withValue(2 ** 31))).toEqual([`project.${key} must be at most 2147483647`]);
    expect(problemsOf(withValue(-(2 ** 31) - 1))).toEqual([`project.${key} must be at least -2147483648`]);
    expect(problemsOf(withValue(1e300))).toHaveLength(1);
  });

  test('to a platform that is not there has the problems that it has on every platform, and that one', () => {
    expect(problemsOf({ platform: 'cp', files: [FILE] })).toEqual(['platform "cp" is not configured']);
    const request = { platform: 'cp', fils: [], files: [{ source: 'a.ifc', tags: 5 }], options: { concurrency: 0 } };
    expect(problemsOf(request)).toEqual([
      'platform is wrong: platform "cp" is not configured',
      'files[0].source must be an absolute path, not "a.ifc"',
      'options.concurrency must be at least 1',
    ]);
    expect(problemsOf({ platform: 'p'.repeat(201), files: [FILE] })).toEqual([
      expect.stringMatching(/^platform is wrong/),
      'platform has more than 200 characters',
    ]);
  });

  test('is quoted in part when it is long', () => {
    const [problem = ''] = problemsOf({ platform: 'cq', files: 'x'.repeat(1_000_000) });
    expect(problem).toMatch(/^files must be a list, not "x{199}…$/);
  });

  test('calls places as it is told to', () => {
    expect(() => read({ files: [FILE] }, (path) => `--${path.join('-')}`)).toThrow('--platform is missing');
  });
});
