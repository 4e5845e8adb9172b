import { randomUUID } from 'node:crypto';
import { ActivityExecutionFailedError, TimeoutFailure } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { isErrorType } from '../../contracts/errors.ts';
import { VERIFICATION } from '../../contracts/policies.ts';
import type { DeliveredFile, VerificationActivities, VerificationCheck } from '../../contracts/verification.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { grpcStatus } from '../../lib/temporal-server/refusals.ts';
import type { Temporal } from '../temporal/temporal.ts';

/** Beyond the time the server gives the step: for its answer to arrive. */
const ANSWER_MARGIN_MS = 5_000;
const GRPC_UNIMPLEMENTED = 12;

/** Files in the order given, in as many pages as one step is to take. */
export function pagesOf(files: readonly DeliveredFile[]): DeliveredFile[][] {
  const pages: DeliveredFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const size = Buffer.byteLength(JSON.stringify(file));
    const page = pages.at(-1);
    if (page === undefined || page.length >= VERIFICATION.maxFiles || bytes + size > VERIFICATION.maxBytes) {
      pages.push([file]);
      bytes = size;
    } else {
      page.push(file);
      bytes += size;
    }
  }
  return pages;
}

/**
 * Has a worker ask the platform about files; answers the checks of those that it said something of, at least one. Only a
 * worker has the platform's credentials.
 */
export async function askAboutFiles(
  temporal: Temporal,
  taskQueue: string,
  platform: string,
  files: DeliveredFile[],
): Promise<Map<number, VerificationCheck[]>> {
  const { maxFiles: _files, maxBytes: _bytes, ...policy } = VERIFICATION;
  const answer = await temporal.call(
    async () => {
      try {
        return await temporal.client.activity.execute<Answer>('verifyFiles', {
          id: `modelrail-verify-${randomUUID()}`,
          taskQueue,
          args: [{ platform, files }],
          ...policy,
        });
      } catch (error) {
        throw toVerificationError(error, taskQueue);
      }
    },
    Date.now() + policy.scheduleToCloseTimeout + ANSWER_MARGIN_MS,
  );
  return new Map(answer.files.flatMap((file) => (file.state === 'asked' ? [[file.index, file.checks]] : [])));
}

type Answer = Awaited<ReturnType<VerificationActivities['verifyFiles']>>;

function toVerificationError(error: unknown, taskQueue: string): unknown {
  if (grpcStatus(error)?.code === GRPC_UNIMPLEMENTED) {
    const message = 'verify needs a Temporal server that runs activities without a workflow, as 1.32 does';
    return new ModelrailError('InvalidRequest', message, { cause: error });
  }
  if (!(error instanceof ActivityExecutionFailedError)) return error;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) return timedOut(cause, taskQueue);
  const type = cause instanceof ApplicationFailure && isErrorType(cause.type) ? cause.type : 'Internal';
  return new ModelrailError(type, cause?.message ?? error.message, { cause: error });
}

function timedOut(cause: TimeoutFailure, taskQueue: string): ModelrailError {
  if (cause.timeoutType === 'SCHEDULE_TO_START' || cause.timeoutType === 'HEARTBEAT') {
    const message = `no worker listens on task queue "${taskQueue}": start one with \`modelrail worker\` (or \`modelrail dev\`) and verify again`;
    return new ModelrailError('UnexpectedResponse', message, { isRetryable: true, cause });
  }
  return new ModelrailError('PlatformUnavailable', 'the platform did not answer in time', { isRetryable: true, cause });
}
