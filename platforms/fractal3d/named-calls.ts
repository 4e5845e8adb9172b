import { querySecrets } from '../../lib/http/words.ts';
import { withoutSecrets } from '../../lib/operations/secrets.ts';
import type { Caller } from './call.ts';
import { type EndpointName, endpoints } from './endpoints.ts';
import { SECRET_FIELDS } from './operations.ts';
import type { TokenSource } from './token.ts';

/** Calls by the names of endpoints. */
export interface NamedCalls {
  /** A call with an input of unknown origin; answers what the platform answers, but for secrets. */
  callByName(
    name: EndpointName,
    input: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>>;
}

/** Makes the {@link NamedCalls}. */
export function createNamedCalls(caller: Caller, tokens: Pick<TokenSource, 'secrets'>): NamedCalls {
  return {
    async callByName(name, input, signal) {
      const endpoint = endpoints[name];
      // What does not go out as JSON goes out in the query.
      const isQuery = !endpoint.query.safeParse(undefined).success;
      const parameters = isQuery ? { query: input, body: undefined } : { query: undefined, body: input };
      const { url, webhook_url } = input;
      const secrets = [url, webhook_url].flatMap((one) => (typeof one === 'string' ? querySecrets(one) : []));
      const withKey = name === 'createToken';
      const body = await caller.callForBody(endpoint, parameters, { signal, secrets, withKey });
      return withoutSecrets(body, SECRET_FIELDS, tokens.secrets()) as Record<string, unknown>; // as: all answers are objects
    },
  };
}
