import { describe, expect, test } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { parseIngestRequest } from '../../lib/requests/ingest-request.ts';

const FILE = { source: '/models/house.ifc' };

function problemsOf(value: unknown): string[] {
  try {
    parseIngestRequest(value);
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
    expect(parseIngestRequest(request)).toEqual(request);
    expect(Object.keys(parseIngestRequest({ platform: 'cq', files: [FILE], group: undefined }))).toEqual([
      'platform',
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
      { platform: 'cq', files: [FILE], project: { areacode: 1 } },
      ['project.areacode is an unknown key; did you mean "areaCode"?'],
    ],
    [{ platform: 'cq', files: [FILE], project: { areaCode: 500103 } }, ['project.areaCode must be a text, not 500103']],
    [{ platform: 'cq', files: [FILE], project: { type: 1.5 } }, ['project.type must be an integer, not 1.5']],
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
    [
      { platform: 'cq', files: [{ source: 's3://b/k', host: 'pc' }] },
      ['files[0].source is a URL: this version takes files of local disks only'],
    ],
    [
      { platform: 'cq', files: [{ source: 's3://b/k' }] },
      ['files[0].source is a URL: this version takes files of local disks only'],
    ],
    [
      { platform: 'cq', files: [FILE], options: { onModelError: 'stop' } },
      ['options.onModelError must be continue or fail, not "stop"'],
    ],
    [{ platform: 'cq', files: [FILE], options: { concurrency: 0 } }, ['options.concurrency must be at least 1']],
    ...['', ' pc', 'model pc', 'model/pc', 'model\\pc', 'pc\n', 'pc\u202f', 'x'.repeat(256), '电'.repeat(256)].map(
      (host) =>
        [
          { platform: 'cq', files: [{ ...FILE, host }] },
          [
            host === ''
              ? 'files[0].host must not be empty'
              : 'files[0].host must be 1 to 255 characters without blanks, slashes and control characters',
          ],
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
    const request = { platform: 'cq', files: [{ ...FILE, host }] };
    expect(parseIngestRequest(request)).toEqual(request);
  });

  test.each(['C:\\models\\a.rvt', 'C:/models/a.rvt', '\\\\server\\share\\a.rvt', '/models/a.rvt'])(
    'takes %j of a host',
    (source) => {
      expect(problemsOf({ platform: 'cq', files: [{ source, host: 'pc' }] })).toEqual([]);
    },
  );

  test('calls places as it is told to', () => {
    expect(() => parseIngestRequest({ files: [FILE] }, (path) => `--${path.join('-')}`)).toThrow(
      '--platform is missing',
    );
  });
});
