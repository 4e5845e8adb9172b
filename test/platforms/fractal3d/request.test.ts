import { expect, test } from 'vitest';
import { readIngestRequest } from '../../../platforms/requests.ts';

function problemsOf(request: object, walked?: ReadonlySet<number>): string[] {
  const reading = { kindOf: () => 'fractal3d' as const, isStart: true, ...(walked === undefined ? {} : { walked }) };
  try {
    readIngestRequest({ platform: 'drawings', ...request }, reading);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n'); // as: nothing else is thrown
  }
}

const step = [{ source: '/m/pump.step' }];

test('what the platform takes is taken', () => {
  expect(problemsOf({ files: step })).toEqual([]);
  expect(
    problemsOf({
      target: 'e3dx',
      thumbnail: '400x300',
      comment: '第一条',
      retention: 365,
      save: '/results/a',
      files: [{ source: '/m/pump.xyz' }, { source: '/m/b.step', thumbnail: 'none', retention: -1, comment: 'own' }],
    }),
  ).toEqual([]);
  expect(problemsOf({ byUrl: true, files: [{ source: 'https://files.example.com/a.dwg?sign=1' }] })).toEqual([]);
});

test.each([
  [{ retention: 0, files: step }, 'retention must be -1 (for good), or 1 to 365 days'],
  [{ retention: 366, files: step }, 'retention must be -1 (for good), or 1 to 365 days'],
  [{ thumbnail: '0x300', files: step }, 'thumbnail must be width and height in pixels, such as 400x300'],
  [{ target: 'pdf', files: step }, 'target must be e3dx or e2dx, not "pdf"'],
  [{ save: 'here', files: step }, 'save must be an absolute folder'],
  [{ byUrl: true, files: step }, 'byUrl is for files at http(s) addresses: /m/pump.step is none'],
  [
    { byUrl: true, files: [{ source: 's3://models/a.step' }] },
    'byUrl is for files at http(s) addresses: s3://models/a.step is none',
  ],
  [
    { byUrl: true, files: [{ source: 'https://files.example.com/a.dwg', md5: '0'.repeat(32) }] },
    'files[0].md5 cannot be compared: by its address the platform fetches the file itself',
  ],
  [
    { files: [{ source: '/m/a.xyz' }] },
    'target is missing: the type of a.xyz does not say whether it is a 3D drawing (e3dx) or a 2D drawing (e2dx)',
  ],
  [
    { thumbnail: '40x30', files: [{ source: '/m/plan.dwg' }] },
    'thumbnail is for 3D drawings: plan.dwg is a 2D drawing',
  ],
  [
    { files: [{ source: '/m/plan.dwg', thumbnail: '40x30' }] },
    'files[0].thumbnail is for 3D drawings: plan.dwg is a 2D drawing',
  ],
  [{ project: { id: 'p' }, files: step }, 'project is an unknown key'],
])('%j is refused', (request, problem) => {
  expect(problemsOf(request)).toEqual([problem]);
});

test('a 2D drawing that was not named gets no thumbnail, which is no problem', () => {
  const request = { thumbnail: '40x30', files: [{ source: '/m/plan.dwg' }, { source: '/m/other.dwg' }] };
  expect(problemsOf(request, new Set([0]))).toEqual(['thumbnail is for 3D drawings: other.dwg is a 2D drawing']);
});
