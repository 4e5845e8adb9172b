import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { registerControlRoutes } from '../../../lib/simulation/control-routes.ts';
import { installFaultHooks } from '../../../lib/simulation/fault-hooks.ts';
import { openGround } from '../../../lib/simulation/ground.ts';
import { createSimulationServer } from '../../../lib/simulation/server.ts';
import { registerConversionRoutes } from './conversion-routes.ts';
import { createConversionSwitches } from './conversion-switches.ts';
import { createConversions } from './conversions.ts';
import { registerFileRoutes } from './file-routes.ts';
import { createFiles } from './files.ts';
import { createFrontSwitches } from './front-switches.ts';
import { createListingSwitches } from './listing-switches.ts';
import { createLossSwitches } from './loss-switches.ts';
import { type ChongqingBimSimulatorOptions, withDefaults } from './options.ts';
import { registerRecordRoutes } from './record-routes.ts';
import { createRecords } from './records.ts';
import { addStoredSwitches } from './stored-switches.ts';
import { registerTokenRoute } from './token-route.ts';
import { createTokens } from './tokens.ts';
import { createUnfitSwitches } from './unfit-switches.ts';
import { createUploads } from './uploads.ts';

export type { ChongqingBimSimulatorOptions } from './options.ts';

/** ABP's words for an exception that it does not explain. */
const INTERNAL_ERROR = 'An internal error occurred during your request!';

/** A running simulator. */
export interface ChongqingBimSimulator {
  /** Its origin; tokens are at `${url}/token`, switches below `${url}/_sim`. */
  url: string;
  port: number;
  /** Ends every connection at once and closes; the state stays in `dataDir`. */
  close(): Promise<void>;
}

/**
 * Starts a platform that behaves as the manual and platform readings 1 to 11 say, and goes on with what `dataDir` holds
 * from an earlier one. docs/platforms/chongqing-bim-simulator.md describes its switches and faults.
 */
export async function startChongqingBimSimulator(
  options: ChongqingBimSimulatorOptions,
): Promise<ChongqingBimSimulator> {
  const behaviour = withDefaults(options);
  const { dataDir, conversionMs } = behaviour;
  const ground = await openGround(dataDir);
  const { store, counters, faults, signal } = ground;
  const switches = createConversionSwitches();
  const listings = createListingSwitches();
  const losses = createLossSwitches();
  const front = createFrontSwitches();
  const unfit = createUnfitSwitches();
  const tokens = createTokens(store, behaviour);
  let url = '';
  const files = createFiles(store, (path) => `${url}/${path}`, behaviour.takesTypeOfName);
  const uploads = createUploads({ store, files, counters, losses, behaviour });
  const conversions = createConversions({ store, files, switches, unfit, conversionMs });
  const records = createRecords({ store, files, conversions, unfit });

  const app = createSimulationServer();
  installFaultHooks(app, {
    faults,
    counters,
    signal,
    internalError: INTERNAL_ERROR,
    expireToken: (request, end) => tokens.expire(request.headers.authorization, end),
  });
  const context = { app, tokens, counters, behaviour };
  registerTokenRoute(app, tokens, counters);
  await registerFileRoutes(context, uploads, front);
  registerConversionRoutes(context, conversions, listings);
  registerRecordRoutes(context, records);
  await registerControlRoutes(app, {
    faults,
    counters,
    readState: () => ({
      ...records.list(),
      files: files.list().map(({ record, md5, isSynchronized }) => ({ ...record, md5, isSynchronized })),
      uploads: uploads.list(),
      tasks: conversions.list(),
    }),
    async resetPlatform() {
      switches.clear();
      listings.clear();
      losses.clear();
      front.clear();
      unfit.clear();
      await uploads.clear();
      store.clear();
      await emptyFolder(join(dataDir, 'files'));
    },
    addRoutes(routes) {
      switches.addRoutes(routes);
      listings.addRoutes(routes);
      losses.addRoutes(routes);
      front.addRoutes(routes);
      unfit.addRoutes(routes);
      addStoredSwitches(routes, { files, conversions, folder: join(dataDir, 'files') });
    },
  });

  const running = await ground.run(app, behaviour, { close: () => uploads.close() });
  url = running.url;
  return running;
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
}
