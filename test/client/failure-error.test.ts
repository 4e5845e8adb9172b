import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { failureError } from '../../client/temporal/failure-error.ts';
import { linesOf, phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { inChinese } from '../support/in-chinese.ts';

function failureOf(error: ModelrailError): ApplicationFailure {
  const { type, message, told } = error.toKept();
  return ApplicationFailure.create({ type, message, details: [{ told }] });
}

test('a failure that Temporal has kept is said in the language, with all of its lines', () => {
  const twice = [
    phraseOf('the plan has {kind} {key} twice', { kind: 'group', key: 'G' }),
    phraseOf('{project} is in no area, so no account can be given it', { project: 'project P' }),
  ];
  const error = failureError(failureOf(new ModelrailError('InvalidRequest', linesOf(twice))), 'it failed');
  expect(error).toMatchObject({
    type: 'InvalidRequest',
    message: 'the plan has group G twice\nproject P is in no area, so no account can be given it',
  });
  expect(inChinese(error)).toBe('计划里 group G 出现两次\nproject P 不在任何区域里，所以不能授权给账号');
});

test('a failure of which each line has sentences of its own is said by these', () => {
  const told = [sentenceOf('{place} ', { place: 'groups' }), sentenceOf('{path} is empty', { path: 'a.ifc' })];
  const message = 'groups names of a platform\ngroups a.ifc is empty';
  const failure = ApplicationFailure.create({ type: 'InvalidRequest', message, details: [{ told }] });
  expect(failureError(failure, 'it failed')).toMatchObject({ message });
  expect(inChinese(failureError(failure, 'it failed'))).toBe('groups names of a platform\ngroups a.ifc 是空的');
});

test('a failure about another is said with it', () => {
  const before = new ModelrailError('AlreadyExists', sentenceOf('{path} is empty', { path: '/m/a.ifc' }));
  const after = sentenceOf("{refusal} (signed again with the platform's time)", { refusal: before.toPart() });
  expect(inChinese(failureError(failureOf(new ModelrailError('AlreadyExists', after)), 'it failed'))).toBe(
    '/m/a.ifc 是空的（按平台的时间重新签名）',
  );
});

test.each([
  [
    'words of a platform',
    ApplicationFailure.create({ type: 'PlatformRefused', message: '名称重复' }),
    'PlatformRefused',
  ],
  ['of another program', new Error('broken'), 'Internal'],
  ['of an unknown type', ApplicationFailure.create({ type: 'Odd', message: 'broken', details: [7] }), 'Internal'],
  ['none', undefined, 'Internal'],
])('a failure is told as it is: %s', (_what, failure, type) => {
  const error = failureError(failure, 'it failed');
  expect(error).toMatchObject({ type, message: failure?.message ?? 'it failed', told: undefined });
});
