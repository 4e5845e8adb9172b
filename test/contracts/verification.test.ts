import { expect, test } from 'vitest';
import { stateOfChecks, type VerificationCheck, type VerificationState } from '../../contracts/verification.ts';

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
