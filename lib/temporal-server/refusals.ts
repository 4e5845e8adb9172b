import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';

/** Which Temporal an error came from. */
export interface TemporalTarget {
  address: string;
  namespace: string;
  /** The proxy that leads to it, and the variable that names it. */
  proxy?: string | undefined;
}

const GRPC_NOT_FOUND = 5;

/** The gRPC status in an error or in what caused it. */
export function grpcStatus(error: unknown): { code: number; details: string } | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'number') {
      // The worker's library leaves the details empty and puts the words into the message.
      const details = 'details' in at && typeof at.details === 'string' && at.details !== '' ? at.details : at.message;
      return { code: at.code, details };
    }
  }
  return undefined;
}

/** True for Temporal's refusal of a call that is about a namespace it does not have. */
export function isUnknownNamespace(error: unknown): boolean {
  const status = grpcStatus(error);
  return status?.code === GRPC_NOT_FOUND && /namespace .* (?:is|was) not found/i.test(status.details);
}

/** The namespace is not there, and what can be done about it. */
export function unknownNamespace(cause: unknown, target: TemporalTarget): ModelrailError {
  const message = sentenceOf(
    'Temporal at {address} has no namespace "{namespace}": name an existing one by TEMPORAL_NAMESPACE or temporal.namespace in modelrail.yaml, or create it: temporal operator namespace create --namespace {namespace}',
    { address: target.address, namespace: target.namespace },
  );
  return new ModelrailError('InvalidRequest', message, { cause });
}
