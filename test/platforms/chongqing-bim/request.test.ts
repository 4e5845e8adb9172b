import { expect, test } from 'vitest';
import type { ProjectRequest } from '../../../contracts/request.ts';
import { assertPlatformRequest } from '../../../platforms/requests.ts';

const NEW: ProjectRequest = { name: 'House', code: 'H', areaCode: '500103', type: 10, stage: 1 };

function check(project: ProjectRequest | undefined): void {
  const files = [{ source: '/models/house.ifc' }];
  assertPlatformRequest('chongqing-bim', { platform: 'cq', files, ...(project === undefined ? {} : { project }) });
}

test.for([NEW, { id: 'p' }, { ...NEW, startDate: '2024-02-29' }])('%j is a project', (project) => {
  expect(() => check(project)).not.toThrow();
});

test('a new project needs everything that the manual requires', () => {
  expect(() => check(undefined)).toThrow('project is missing');
  for (const key of ['name', 'code', 'areaCode', 'type', 'stage'] as const) {
    const { [key]: _, ...rest } = NEW;
    expect(() => check(rest)).toThrow(`project.${key} is missing`);
  }
});

test('an existing project takes nothing of a new one', () => {
  expect(() => check({ ...NEW, id: 'p' })).toThrow('project.name is for a new project');
});

test.for(['2026-2-3', '2026-02-30', '03.02.2026', '2026-02-03T00:00:00Z'])('%s is no date', (date) => {
  expect(() => check({ ...NEW, finishDate: date })).toThrow('project.finishDate must be a date as yyyy-MM-dd');
});
