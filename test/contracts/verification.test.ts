import { expect, test } from 'vitest';
import {
  reasonOfChecks,
  stateOfChecks,
  type VerificationCheck,
  type VerificationState,
} from '../../contracts/verification.ts';

const check = (state: VerificationState, more: Partial<VerificationCheck> = {}): VerificationCheck => ({
  what: 'file',
  state,
  ...more,
});
const refused = check('unverifiable', { error: { type: 'NotFound', message: 'x' } });

test.each([
  ['there', [check('there')]],
  ['there', [check('there'), check('unverifiable')]],
  ['unverifiable', [check('there'), refused]],
  ['different', [check('different'), refused, check('there')]],
  ['missing', [check('different'), check('missing')]],
  ['unverifiable', [check('unverifiable')]],
  ['unverifiable', []],
] as const)('%s is what these checks say together', (state, checks) => {
  expect(stateOfChecks(checks)).toBe(state);
});

test('the reason has everything that is not there, the worst first, and nothing that there is no call for', () => {
  const unasked = check('unverifiable', { reason: 'no call' });
  const checks = [
    check('there'),
    { ...refused, reason: 'refused' },
    check('different', { reason: 'altered' }),
    unasked,
  ];
  expect(reasonOfChecks([...checks, check('missing', { reason: 'gone' })])).toBe('gone; altered; refused');
  expect(reasonOfChecks([check('missing', { reason: 'gone' }), check('missing', { reason: 'gone' })])).toBe('gone');
  expect(reasonOfChecks([check('there'), unasked])).toBeUndefined();
  expect(reasonOfChecks([unasked])).toBe('no call');
});
