import { type Http, shapeOf } from '../../lib/http/http.ts';
import { addedTo, secretValuesOf } from '../../lib/operations/describe.ts';
import { withoutSecrets } from '../../lib/operations/secrets.ts';
import type { Caller } from './call.ts';
import { type EndpointName, endpoints } from './endpoints.ts';
import { operations, SECRET_FIELDS } from './operations.ts';
import type { ChongqingBimSettings } from './settings.ts';
import { askForToken, type TokenSource } from './token.ts';

/** Calls by the names of endpoints. */
export interface NamedCalls {
  /** A call with an input of unknown origin; answers what the platform answers, envelope and all, but for secrets. */
  callByName(
    name: EndpointName,
    input: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>>;
}

/** Makes the {@link NamedCalls}. */
export function createNamedCalls(
  caller: Caller,
  settings: ChongqingBimSettings,
  http: Http,
  tokens: Pick<TokenSource, 'secrets'>,
): NamedCalls {
  async function bodyOf(name: EndpointName, given: Readonly<Record<string, unknown>>, signal?: AbortSignal) {
    const { rateDefault, statusDefault, areaField } = settings;
    const values = { totalChunks: '-1', Rate: rateDefault, Status: statusDefault };
    const input = { ...addedTo(operations[name], values), ...given };
    if (name === 'token') {
      const { username = settings.username, password = settings.password.reveal() } = input;
      const account = { username: String(username), password: String(password) };
      const { answer, body } = await askForToken(settings, http, account, signal);
      shapeOf(answer, body, endpoints.token.answer);
      return body;
    }
    if (name !== 'createProject') return caller.callForBody(endpoints[name], input, signal);
    const { AreaCode, ...project } = input;
    return caller.callForBody(endpoints.createProject, { ...project, [areaField]: AreaCode }, signal);
  }

  return {
    async callByName(name, input, signal) {
      const body = await bodyOf(name, input, signal);
      const secrets = [...tokens.secrets(), ...secretValuesOf(operations[name], input)];
      return withoutSecrets(body, SECRET_FIELDS, secrets) as Record<string, unknown>; // as: both envelopes are objects
    },
  };
}
