import { NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import type { ErrorType } from '../../contracts/errors.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import {
  grpcStatus,
  isUnknownNamespace,
  type TemporalTarget,
  unknownNamespace,
} from '../../lib/temporal-server/refusals.ts';

/** gRPC status codes that mean something to a user. Every other one is a fault of ours or of Temporal: `Internal`. */
const TYPE_OF_STATUS = new Map<number, ErrorType>([
  // Cut at its deadline: by the server, or by what waited here.
  [1, 'TemporalUnavailable'],
  [3, 'InvalidRequest'],
  [4, 'TemporalUnavailable'],
  [5, 'NotFound'],
  [7, 'PermissionDenied'],
  [8, 'TemporalUnavailable'],
  [14, 'TemporalUnavailable'],
  [16, 'Authentication'],
]);

const FAILED_PRECONDITION = 9;

/** Turns whatever a call to Temporal threw into the one error that leaves this library. */
export function toModelrailError(error: unknown, target: TemporalTarget): ModelrailError {
  if (error instanceof ModelrailError) return error;
  if (error instanceof NamespaceNotFoundError || isUnknownNamespace(error)) return unknownNamespace(error, target);
  if (error instanceof WorkflowNotFoundError) {
    const { workflowId } = error;
    return new ModelrailError('NotFound', sentenceOf('no ingestion {id} in Temporal', { id: workflowId }), {
      unknownId: workflowId,
      cause: error,
    });
  }
  const status = grpcStatus(error);
  if (status?.code === FAILED_PRECONDITION && /no poller seen/.test(status.details)) return unattended(target, error);
  const type = TYPE_OF_STATUS.get(status?.code ?? -1) ?? 'Internal';
  if (type === 'TemporalUnavailable') return unreachable(target, error);
  const words = status?.details || (error instanceof Error ? error.message : String(error));
  if (type === 'InvalidRequest' && /search attribute|no mapping/i.test(words))
    return unregisteredAttributes(words, error);
  return new ModelrailError(type, sentenceOf('Temporal: {words}', { words }), { cause: error });
}

/** Temporal does not answer, and what can be done about it. */
export function unreachable({ address, proxy }: TemporalTarget, cause: unknown): ModelrailError {
  const message =
    proxy === undefined
      ? sentenceOf(
          'Temporal does not answer at {address}: start one with `modelrail dev`, or name yours by TEMPORAL_ADDRESS or temporal.address in modelrail.yaml',
          { address },
        )
      : sentenceOf(
          'Temporal does not answer at {address} through the proxy {proxy}: except it by NO_PROXY if it is to be reached directly, start one with `modelrail dev`, or name yours by TEMPORAL_ADDRESS or temporal.address in modelrail.yaml',
          { address, proxy },
        );
  const overHttp =
    proxy === undefined
      ? sentenceOf('Temporal does not answer at {address}: ask again later', { address })
      : sentenceOf('Temporal does not answer at {address} through the proxy {proxy}: ask again later', {
          address,
          proxy,
        });
  return new ModelrailError('TemporalUnavailable', message, { isRetryable: true, overHttp, cause });
}

/** What a worker of ours has to answer, or one that Temporal has for its schedules: neither is there in its first second. */
function unattended({ address }: TemporalTarget, cause: unknown): ModelrailError {
  const message = sentenceOf(
    'no worker answers at Temporal at {address}: it has just been started, or no worker of modelrail runs',
    { address },
  );
  return new ModelrailError('TemporalUnavailable', message, { isRetryable: true, cause });
}

function unregisteredAttributes(words: string, cause: unknown): ModelrailError {
  const overHttp = sentenceOf(
    'Temporal lacks search attributes that ingestions need ({words}): those who run it have to register them',
    { words },
  );
  const message = sentenceOf(
    'Temporal lacks search attributes that ingestions need ({words}): add them with `modelrail doctor --fix`',
    { words },
  );
  return new ModelrailError('InvalidRequest', message, { overHttp, cause });
}
