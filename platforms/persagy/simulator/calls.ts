import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Counters } from '../../../lib/simulation/counters.ts';
import { endpoints, type OperationName } from '../endpoints.ts';
import { checkInput, type Input } from './check-input.ts';
import { Refusal, refusal } from './refusal.ts';
import type { Row, State } from './state.ts';

/** What an operation answers beside its code. */
export interface Answer {
  content?: unknown;
  count?: number;
  respMsg?: string;
  /** The response header of that name. */
  token?: string;
}

/** What an operation does. `caller` is the account whose token the request has; a login has none. Error: {@link Refusal}. */
export type Handler = (input: Input, caller: Row) => Answer | void;

/** What some operations do. */
export type Handlers = Partial<Record<OperationName, Handler>>;

const NOBODY: Row = { id: '' };

/** Serves every operation: the token is looked at before the body, the body before anything is done. */
export function registerCalls(
  routes: FastifyInstance,
  {
    state,
    counters,
    handlers,
  }: { state: State; counters: Counters; handlers: Readonly<Record<OperationName, Handler>> },
): void {
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const handle = handlers[name as OperationName]; // as: a key of that very object
    routes.route({
      method: endpoint.method,
      url: endpoint.path,
      config: { endpoint: name, refusalBody: (words) => refusal(words) },
      handler: async (request, reply) => {
        try {
          const caller = endpoint.isLogin === true ? NOBODY : callerOf(request, state);
          const input = checkInput(request.body, endpoint);
          for (const field of endpoint.session) checkSession(state, field, input);
          const { token, respMsg = 'success', content, count } = handle(input, caller) ?? {};
          if (token !== undefined) reply.header('token', token);
          return {
            ...(content === undefined ? {} : { content }),
            ...(count === undefined ? {} : { count }),
            respCode: '00000',
            respMsg,
          };
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          counters.recordRefusal(name);
          return refusal(error.message, error.code);
        }
      },
    });
  }
}

function callerOf(request: FastifyRequest, { tables, tokens }: State): Row {
  const header = request.headers['token'];
  const token = typeof header === 'string' ? header : '';
  const known = tokens.get(token);
  const isOver = known?.endsAt !== undefined && known.endsAt !== null && known.endsAt <= Date.now();
  const account = known === undefined || isOver ? undefined : tables.accounts.get(known.accountId);
  if (account === undefined || account['valid'] !== 1) throw new Refusal('访问未授权', 'A0301');
  return account;
}

/** The account of the session has to be there. */
function checkSession({ tables }: State, field: string, input: Input): void {
  if (field === 'accountId' && tables.accounts.get(input['accountId']) === undefined) {
    throw new Refusal('当前账号不存在');
  }
}
