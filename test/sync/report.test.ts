import { expect, it } from 'vitest';
import { errorOf } from '../../contracts/errors.ts';
import { RESULT_TOLD_MAX_BYTES } from '../../contracts/policies.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import {
  addFindings,
  countListed,
  emptyReport,
  failReport,
  failureFindings,
  MAX_LISTED,
} from '../../contracts/sync/report.ts';

it('fits into what Temporal takes, however long the paths are', () => {
  const report = emptyReport();
  const paths = Array.from({ length: 900 }, (_, index) => `${index}-${'路'.repeat(1_300)}`);
  const error = { type: 'PlatformRefused', message: 'no' } as const;
  addFindings(report, {
    removed: paths,
    deleted: paths,
    setAside: paths,
    waiting: paths,
    skipped: paths.map((path) => ({ path, reason: 'it is empty' })),
    failed: paths.map((path) => ({ path, error })),
  });
  expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(2 * 1024 * 1024);
  expect(report.truncated).toBe(true);
  expect(report.removed.length).toBeGreaterThan(10);
  expect(report.removed[0]).toBe(paths[0]);
});

it('says that a list has more, also when a step has cut it', () => {
  const report = emptyReport();
  addFindings(report, { removed: ['a.ifc'], truncated: true });
  expect(report).toMatchObject({ removed: ['a.ifc'], truncated: true });
});

it('tells a problem once, however many looks at the source have it', () => {
  const report = emptyReport();
  const problem = { type: 'SourceNotFound', message: 'a folder cannot be listed' } as const;
  addFindings(report, { problems: [problem] });
  addFindings(report, { problems: [problem, { ...problem, message: 'another one' }] });
  expect(report.problems.map(({ message }) => message)).toEqual([problem.message, 'another one']);
  expect(report).not.toHaveProperty('truncated');
});

it('says `or more` of a list that was cut, and of no other one', () => {
  const report = emptyReport();
  const long = Array.from({ length: 100 }, (_, index) => `${index}-${'x'.repeat(3_000)}`);
  const error = { type: 'PlatformRefused', message: 'no' } as const;
  addFindings(report, {
    removed: Array.from({ length: MAX_LISTED + 1 }, (_, index) => `${index}.ifc`),
    waiting: long,
    failed: long.slice(0, 41).map((path) => ({ path: path.slice(0, 10), error })),
  });
  expect(countListed(report.removed, report)).toBe('1000 or more');
  expect(countListed(report.waiting, report)).toMatch(/^6[0-9] or more$/);
  expect(countListed(report.failed, report)).toBe('41');
  expect(countListed(report.removed, {})).toBe('1000');
});

it('keeps each sentence once, and no more of them than Temporal takes', () => {
  const report = emptyReport();
  const told = Array.from({ length: 2_000 }, (_, index) =>
    sentenceOf('{path} does not exist', { path: `${index}-${'路'.repeat(100)}` }),
  );
  addFindings(report, { told: told.slice(0, 1) });
  addFindings(report, { told });
  addFindings(report, { told: [{ text: 1 }] as never }); // as: of a step of another version
  expect(Buffer.byteLength(JSON.stringify(report.told))).toBeLessThanOrEqual(RESULT_TOLD_MAX_BYTES);
  expect(report.told).toEqual(told.slice(0, report.told?.length));
});

it('has the sentences of what failed beside it, and not in it', () => {
  const missing = errorOf('SourceNotFound', sentenceOf('{path} does not exist', { path: 'a.ifc' }));
  const report = emptyReport();
  addFindings(report, failureFindings([{ path: 'a.ifc', error: missing }]));
  expect(report.failed).toEqual([
    { path: 'a.ifc', error: { type: 'SourceNotFound', message: 'a.ifc does not exist' } },
  ]);
  failReport(report, { type: 'Internal', message: 'x' });
  expect(report).toMatchObject({ status: 'failed', error: { type: 'Internal', message: 'x' }, told: missing.told });
});
