import { describe, expect, test } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { readIngestRequest } from '../../platforms/requests.ts';

const DICTIONARY = { type: { 市政: 10, 房建: 20 }, stage: { design: 1 }, areaCode: { 渝北: '500112' } };
const reading = {
  kindOf: () => 'chongqing-bim' as const,
  dictionaryOf: (platform: string) => (platform === 'cq' ? DICTIONARY : {}),
};
const NEW = { name: 'House', code: 'H', areaCode: '渝北', type: '市政', stage: 'design' };

function request(project: unknown, platform = 'cq') {
  return { platform, project, files: [{ source: '/models/house.ifc' }] };
}

function readRequest(value: unknown) {
  return readIngestRequest(value, { ...reading, isStart: false });
}

function problemsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'InvalidRequest') return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('names of a dictionary', () => {
  test('stand for their values, beside numbers', () => {
    const values = { ...NEW, areaCode: '500112', type: 10, stage: 1 };
    expect(readRequest(request(NEW))).toMatchObject({ project: values });
    expect(readRequest(request({ ...NEW, type: 7, areaCode: '500103' }))).toMatchObject({
      project: { ...values, type: 7, areaCode: '500103' },
    });
  });

  test('are told where one is none of them', () => {
    expect(problemsOf(() => readRequest(request({ ...NEW, type: '市正', stage: 'x' })))).toEqual([
      'project.type must be an integer, not "市正"; did you mean "市政"?',
      'project.stage must be an integer, not "x"; names for it are design',
    ]);
  });

  test('are of their own platform and their own place', () => {
    expect(problemsOf(() => readRequest(request(NEW, 'other')))).toEqual([
      'project.type must be an integer, not "市政"',
      'project.stage must be an integer, not "design"',
    ]);
    expect(problemsOf(() => readRequest(request({ ...NEW, type: 'design', name: '市政' })))).toHaveLength(1);
  });

  test('that every object has are none', () => {
    expect(problemsOf(() => readRequest(request({ ...NEW, type: 'constructor' })))).toEqual([
      'project.type must be an integer, not "constructor"; names for it are 市政, 房建',
    ]);
  });
});
