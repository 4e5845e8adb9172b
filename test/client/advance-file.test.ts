import { expect, test } from 'vitest';
import { statusIn } from '../../client/snapshot/advance-file.ts';
import { KINDS } from '../../contracts/kinds.ts';
import { STAGES } from '../../contracts/progress.ts';

test('a file is what the stages behind it have made of it', () => {
  expect(STAGES.map((stage) => statusIn(KINDS['chongqing-bim'], stage))).toEqual([
    'pending',
    'pending',
    'uploading',
    'uploading',
    'uploaded',
    'converted',
    'registered',
  ]);
});

test('a file is not converted where its kind of platform converts nothing', () => {
  const registering = { delivered: 'registered', weights: { upload: 90, register: 10 } } as const;
  expect(statusIn(registering, 'register')).toBe('uploaded');
  expect(statusIn({ delivered: 'converted', weights: { upload: 50, convert: 50 } }, 'done')).toBe('converted');
});
