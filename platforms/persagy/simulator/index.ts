import { registerControlRoutes } from '../../../lib/simulation/control-routes.ts';
import type { RunningSimulator } from '../../../lib/simulation/definition.ts';
import { installFaultHooks } from '../../../lib/simulation/fault-hooks.ts';
import { openGround } from '../../../lib/simulation/ground.ts';
import { createSimulationServer } from '../../../lib/simulation/server.ts';
import { endpoints, type OperationName } from '../endpoints.ts';
import { accountCalls } from './account-calls.ts';
import { type Handler, registerCalls } from './calls.ts';
import { linkCalls } from './link-calls.ts';
import { loginCalls } from './login-calls.ts';
import { menuCalls } from './menu-calls.ts';
import { type PersagySimulatorOptions, withDefaults } from './options.ts';
import { placeCalls } from './place-calls.ts';
import { roleCalls } from './role-calls.ts';
import { createState, type State, TABLES } from './state.ts';

/** What it says of a failure that it does not explain. */
const INTERNAL_ERROR = '系统异常';

/**
 * Starts an operations platform that behaves as the document and the readings say, strict where they leave a choice, and goes on
 * with what `dataDir` holds from an earlier one. docs/platforms/persagy.md describes its switches.
 */
export async function startPersagySimulator(options: PersagySimulatorOptions): Promise<RunningSimulator> {
  const behaviour = withDefaults(options);
  const { host, dataDir } = behaviour;
  const ground = await openGround(dataDir);
  const { store, counters, faults, signal } = ground;
  const state = createState(store, behaviour);
  state.administrator();

  const app = createSimulationServer();
  installFaultHooks(app, {
    faults,
    counters,
    signal,
    internalError: INTERNAL_ERROR,
    expireToken(request) {
      delete request.headers['token'];
    },
  });
  const handlers = {
    ...loginCalls(state, behaviour),
    ...placeCalls(state),
    ...accountCalls(state),
    ...roleCalls(state),
    ...menuCalls(state),
    ...linkCalls(state),
  };
  await app.register(async (routes) => registerCalls(routes, { state, counters, handlers: complete(handlers) }));
  await registerControlRoutes(app, {
    faults,
    counters,
    readState: () => shownState(state),
    async resetPlatform() {
      store.clear();
      state.administrator();
    },
    addRoutes: () => undefined,
  });
  return ground.run(app, { host, port: behaviour.port });
}

/** Every operation of the document has to be done by something. */
function complete(handlers: Partial<Record<OperationName, Handler>>): Record<OperationName, Handler> {
  const missing = Object.keys(endpoints).filter((name) => !Object.hasOwn(handlers, name));
  if (missing.length > 0) throw new Error(`nothing does ${missing.join(', ')}`);
  return handlers as Record<OperationName, Handler>; // as: none is missing
}

function shownState({ tables }: State): Record<string, unknown> {
  return Object.fromEntries(TABLES.map((name) => [name, tables[name].all()]));
}
