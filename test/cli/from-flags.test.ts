import { expect, test } from 'vitest';
import { exampleFlags, nameOfFlag, optionOf } from '../../cli/ingest-options.ts';
import {
  flagsBesideRequest,
  foreignFlags,
  greedyFlags,
  labelProblems,
  nameByFlag,
  requestFromFlags,
} from '../../cli/request/from-flags.ts';
import type { PlatformKind } from '../../contracts/kinds.ts';
import { flagsByKind } from '../../platforms/flags.ts';

const kind = 'chongqing-bim';
const given = { platform: 'cq', projectCode: 'H-1', type: '10', stage: 'one', tag: ['A', 'B'], dryRun: true };

test('flags set the places of the request that they stand for', () => {
  expect(requestFromFlags(given, ['/m/a.ifc', '/m/b.ifc'], { kind, host: 'pc', cwd: '/here' })).toEqual({
    platform: 'cq',
    // What is no integer is quoted by the check of the request.
    project: { code: 'H-1', type: 10, stage: 'one' },
    options: { dryRun: true },
    files: [
      { source: '/m/a.ifc', tags: ['A', 'B'], host: 'pc' },
      { source: '/m/b.ifc', tags: ['A', 'B'], host: 'pc' },
    ],
  });
});

test('of a platform that is not known only the flags of all kinds count', () => {
  expect(requestFromFlags(given, ['/m/a.ifc'], { kind: undefined, host: undefined, cwd: '/here' })).toEqual({
    platform: 'cq',
    options: { dryRun: true },
    files: [{ source: '/m/a.ifc' }],
  });
});

test('places are called by their flags', () => {
  const nameOf = nameByFlag(kind);
  expect(nameOf(['project', 'areaCode'])).toBe('--area-code');
  expect(nameOf(['project'])).toBe('--project-id (or --project-name and what goes with it)');
  expect(nameOf(['files', 3, 'tags', 1])).toBe('--tag');
  expect(nameOf(['files', 3, 'name'])).toBe('files[3].name');
  expect(nameOf(['options', 'bwlimit'])).toBe('--bwlimit');
});

test('flags are found that take words for their own, that a request file has no room for, and of other kinds', () => {
  expect(greedyFlags(given, kind)).toEqual(['--tag']);
  expect(flagsBesideRequest(given)).toEqual(['--platform', '--project-code', '--type', '--stage', '--tag']);
  expect(foreignFlags(given, kind)).toEqual([]);
  const other = 'another' as PlatformKind; // as: a kind without flags of its own
  expect(foreignFlags({ projectCode: 'H-1' }, other)).toEqual([
    { path: ['--project-code'], message: `is for platforms of kind ${kind}, not another` },
  ]);
});

test('labels are keys and values, and what is none is told', () => {
  const options = { platform: 'cq', label: ['order=4711', '部门=a=b', 'leer='] };
  const made = requestFromFlags(options, ['/m/a.ifc'], { kind, host: undefined, cwd: '/here' });
  expect(made).toMatchObject({ labels: { order: '4711', 部门: 'a=b', leer: '' } });
  expect(labelProblems(options)).toEqual([]);
  expect(labelProblems({ label: ['a=1', 'house.ifc', '=x', 'a=2'] })).toEqual([
    { path: ['--label'], message: 'must be KEY=VALUE, not house.ifc' },
    { path: ['--label'], message: 'must be KEY=VALUE, not =x' },
    { path: ['--label'], message: 'has the key a twice' },
  ]);
  expect(nameByFlag(kind)(['labels', 'order'])).toBe('--label order');
  expect([greedyFlags(options, kind), flagsBesideRequest(options)]).toEqual([['--label'], ['--platform', '--label']]);
});

test('an example of a command has the flags that a new project needs', () => {
  expect(exampleFlags(kind).join(' ')).toBe(
    '--project-name House --project-code H-1 --area-code 500103 --type 10 --stage 1',
  );
});

test('a flag that several kinds have is written the same way by all of them', () => {
  const written = new Map<string, string>();
  for (const flag of flagsByKind.flatMap(([, { flags }]) => flags)) {
    const shape = JSON.stringify([flag.flag, flag.choices, optionOf(flag)]);
    expect(written.get(nameOfFlag(flag)) ?? shape).toBe(shape);
    written.set(nameOfFlag(flag), shape);
  }
});
