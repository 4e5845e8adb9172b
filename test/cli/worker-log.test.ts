import { expect, test } from 'vitest';
import { logFields } from '../../worker/runtime.ts';

test('the log has what the SDK says but for the token of a task, which nobody can read', () => {
  const error = new Error('no');
  expect(logFields({ workflowId: 'i-1', taskToken: 'CiQ1', error })).toEqual({ workflowId: 'i-1', err: error });
  expect(logFields(undefined)).toEqual({});
});
