import { describe, expect, test } from 'vitest';
import { logFields, toLogLine } from '../../worker/sdk-log.ts';

/** A status of gRPC as the SDK's core prints it. */
const status = (code: string, message: string) =>
  `Status { code: ${code}, message: "${message}", details: b"\\x08\\x05", metadata: MetadataMap { headers: {} }, source: None }`;

test('the log has what the SDK says but for the token of a task, which is not for users', () => {
  const error = new Error('no');
  expect(logFields({ workflowId: 'i-1', taskToken: 'CiQ1', error })).toEqual({ workflowId: 'i-1', err: error });
  expect(logFields({ task_token: 'TaskToken(CiQ1)', target: 'temporalio_sdk_core', spanContexts: [] })).toEqual({});
  expect(logFields(undefined)).toEqual({});
});

describe('a warning of the SDK', () => {
  test.each([
    [
      'Query not found when attempting to respond to it',
      'the answer to a query is no longer needed: its caller has gone',
    ],
    ['Task not found when completing', 'a run went on without this worker: it ended, or another worker has it'],
    [
      'Activity not found on completion. This may happen if …',
      expect.stringContaining('the outcome of a step is no longer needed'),
    ],
  ])('that needs no action is for --verbose: %s', (message, expected) => {
    expect(toLogLine({ level: 'WARN', message, meta: {} })).toMatchObject({ level: 'debug', message: expected });
  });

  test.each([
    ['Network error while completing activity', 'Temporal does not answer as it should; the worker goes on trying'],
    ['Failing workflow task', expect.stringContaining('a run cannot go on with this version of modelrail')],
  ])('that an operator needs is told in words: %s', (message, expected) => {
    const meta = { run_id: 'r-1', error: status('Unavailable', 'tcp connect error') };
    expect(toLogLine({ level: 'WARN', message, meta })).toEqual({
      level: 'warn',
      message: expected,
      fields: { run_id: 'r-1', err: 'Unavailable: tcp connect error', sdk: message },
    });
  });

  test('of an unknown kind stays as it is', () => {
    const message = 'Worker failed';
    expect(toLogLine({ level: 'ERROR', message, meta: { error: 'x' } })).toEqual({
      level: 'error',
      message,
      fields: { err: 'x' },
    });
  });

  test('about a queue that is not polled on purpose is left out', () => {
    const message = 'No workflows registered, not polling for workflow tasks';
    expect(toLogLine({ level: 'WARN', message, meta: {} })).toBeUndefined();
  });
});
