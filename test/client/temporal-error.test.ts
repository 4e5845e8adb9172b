import { ServiceError } from '@temporalio/client';
import { expect, it } from 'vitest';
import { toModelrailError } from '../../client/temporal/temporal-error.ts';

const target = { address: '127.0.0.1:7233', namespace: 'default' };

it('takes a Temporal whose own workers are not back yet, as right after its restart, for one that will answer', () => {
  const cause = Object.assign(new Error('9 FAILED_PRECONDITION'), {
    code: 9,
    details: 'no poller seen for task queue recently, worker may be down',
  });
  const error = toModelrailError(new ServiceError('Failed to describe schedule', { cause }), target);
  expect(error).toMatchObject({ type: 'TemporalUnavailable', isRetryable: true });
  expect(error.message).toBe(
    'no worker answers at Temporal at 127.0.0.1:7233: it has just been started, or no worker of modelrail runs',
  );
});

it('takes a call that was cut at its deadline, by either side, for a Temporal that does not answer', () => {
  for (const code of [1, 4]) {
    const cause = Object.assign(new Error(String(code)), { code, details: 'Call cancelled' });
    const error = toModelrailError(new ServiceError('Failed to query Workflow', { cause }), target);
    expect(error).toMatchObject({ type: 'TemporalUnavailable', isRetryable: true });
  }
});

it('takes another failed precondition for what it is', () => {
  const cause = Object.assign(new Error('9'), { code: 9, details: 'too many updates' });
  expect(toModelrailError(new ServiceError('no', { cause }), target)).toMatchObject({ type: 'Internal' });
});
