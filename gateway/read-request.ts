import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { IngestRequest } from '../contracts/request.ts';
import { didYouMean } from '../lib/config/nearest.ts';
import { parseIngestRequest } from '../lib/requests/ingest-request.ts';
import { requestError } from '../lib/requests/problems.ts';
import { withHost } from '../lib/requests/with-host.ts';
import { assertStartRequest } from '../platforms/requests.ts';
import type { GatewayContext } from './context.ts';

/**
 * The request that a body stands for. `failure` is what the schema has against it; what is told are the words that the
 * command line has for the same. Error: `InvalidRequest`.
 */
export function readRequest(context: GatewayContext, body: unknown, failure: Error | undefined): IngestRequest {
  const request = parseIngestRequest(withHost(body, context.host));
  assertStartRequest(kindOf(context, request.platform), request);
  if (hasZodFastifySchemaValidationErrors(failure)) {
    throw requestError(
      failure.validation.map(({ instancePath, message = 'is wrong' }) => ({
        path: instancePath.split('/').filter(Boolean),
        message: `is wrong: ${message}`,
      })),
    );
  }
  if (failure) throw failure;
  return request;
}

function kindOf({ platforms }: GatewayContext, name: string) {
  const platform = platforms.find((candidate) => candidate.name === name);
  if (platform !== undefined) return platform.kind;
  const names = platforms.map((candidate) => candidate.name);
  const hint = didYouMean(name, names) || ` (configured: ${names.join(', ') || 'none'})`;
  throw requestError([{ path: ['platform'], message: `is "${name}", which is not configured${hint}` }]);
}
