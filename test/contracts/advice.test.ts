import { expect, test } from 'vitest';
import { adviceFor } from '../../contracts/advice.ts';

test('a kind that says nothing of an error gets what holds for any, and not what another kind says', () => {
  expect(adviceFor('Authentication', 'chongqing-bim')).toContain('tokenUrl');
  expect(adviceFor('Authentication', 'persagy')).toContain('the credentials of the platform');
});
