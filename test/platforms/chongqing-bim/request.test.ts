import { expect, test } from 'vitest';
import type { ProjectRequest } from '../../../contracts/chongqing-bim/request.ts';
import { RequestError } from '../../../lib/requests/problems.ts';
import { readIngestRequest } from '../../../platforms/requests.ts';

const NEW: ProjectRequest = { name: 'House', code: 'H', areaCode: '500103', type: 10, stage: 1 };
const FILES = [{ source: '/models/house.ifc' }];

function read(more: object, isStart = false): void {
  const request = { platform: 'cq', files: FILES, ...more };
  readIngestRequest(request, { kindOf: () => 'chongqing-bim', isStart });
}

function check(project: ProjectRequest | undefined): void {
  read(project === undefined ? {} : { project });
}

function problemsOf(more: object, isStart = false): string[] {
  try {
    read(more, isStart);
  } catch (error) {
    if (error instanceof RequestError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test.for([NEW, { id: 'p' }, { ...NEW, startDate: '2024-02-29' }])('%j is a project', (project) => {
  expect(() => check(project)).not.toThrow();
});

test('a new project needs everything that the manual requires', () => {
  expect(() => check(undefined)).toThrow('project is missing: the id of an existing one, or name, code');
  for (const key of ['name', 'code', 'areaCode', 'type', 'stage'] as const) {
    const { [key]: _, ...rest } = NEW;
    expect(() => check(rest)).toThrow(`project.${key} is missing`);
  }
});

test('an existing project takes nothing of a new one', () => {
  expect(() => check({ ...NEW, id: 'p' })).toThrow('project.name is for a new project');
});

test.for(['2026-2-3', '2026-02-30', '03.02.2026', '2026-02-03T00:00:00Z'])('%s is no date', (date) => {
  expect(() => check({ ...NEW, finishDate: date })).toThrow(
    `project.finishDate must be a date as yyyy-MM-dd, not "${date}"`,
  );
});

test('all problems come at once, those of files among them', () => {
  const more = {
    project: { name: 5, code: 'H', startDate: 'soon', floors: 3 },
    files: [{ source: 'relative.ifc' }, { source: '/models/house', tags: [1] }, {}],
    options: { onModelError: 'stop', bwlimit: 'fast' },
  };
  expect(problemsOf(more, true).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
    'project.name must be',
    'project.startDate must be',
    'project.floors is an',
    'project.areaCode is missing',
    'project.type is missing',
    'project.stage is missing',
    'files[0].source must be',
    'files[1].tags[0] must be',
    'files[2].source is missing',
    'options.onModelError must be',
    'options.bwlimit is wrong:',
    'files[1].name is missing:',
  ]);
});

test('a file without an extension is refused before a start, not in a run', () => {
  const files = [{ source: '/models/house' }, { source: '/models/a.ifc', name: 'tower' }];
  expect(problemsOf({ project: NEW, files })).toEqual([]);
  expect(problemsOf({ project: NEW, files }, true)).toEqual([
    expect.stringMatching(/^files\[0\]\.name is missing: "house" has no extension.*\(house\.ifc, for example\)$/),
    expect.stringMatching(/^files\[1\]\.name is wrong: "tower" has no extension/),
  ]);
});
