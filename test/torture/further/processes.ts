import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../../lib/temporal-server/port.ts';
import { simulators } from '../../../platforms/simulators.ts';
import { startChild } from '../child.ts';
import { type Switched, switchedChild } from '../switched.ts';
import type { FurtherKind } from './kind.ts';
import { FURTHER_KINDS, FURTHER_NAMES, type FurtherName } from './kinds.ts';

const PLATFORM_PROCESS = fileURLToPath(new URL('./process.ts', import.meta.url));

/** The platform of a kind, as a process. */
interface FurtherPlatform {
  url: string;
  /** Journal of the simulator, in which its tokens are. */
  journal: string;
  platform: Switched;
}

/** The platforms of all further kinds. */
export type FurtherPlatforms = Readonly<Record<FurtherName, FurtherPlatform>>;

/** Prepares a process for each further kind; none is started. Data and logs lie in `folder`. */
export async function createFurther(folder: string, unexpected: string[]): Promise<FurtherPlatforms> {
  const entries = await Promise.all(FURTHER_NAMES.map(async (kind) => [kind, await create(kind)] as const));
  return Object.fromEntries(entries) as FurtherPlatforms; // as: each name has its entry

  async function create(kind: FurtherName): Promise<FurtherPlatform> {
    const port = await findFreePort();
    const dataDir = join(folder, kind);
    const { under, secret }: FurtherKind = FURTHER_KINDS[kind];
    const options = { ...under.simulator, [secret.option]: secret.value };
    const platform = switchedChild(kind, unexpected, () =>
      startChild({
        modulePath: PLATFORM_PROCESS,
        args: [JSON.stringify([kind, port, dataDir, options])],
        execArgv: ['--import', 'tsx'],
        logFile: join(folder, 'logs', `${kind}.log`),
      }),
    );
    return { url: `http://127.0.0.1:${port}`, journal: join(dataDir, 'state.jsonl'), platform };
  }
}

function settingOf({ setting, within, value }: FurtherKind['secret']): Record<string, unknown> {
  return within === undefined ? { [setting]: value } : { [within]: { [setting]: value } };
}

/** The settings of the platform of a kind, as the campaign's configuration has them. */
export function settingsOf(kind: FurtherName, url: string): Record<string, unknown> {
  const { under, secret }: FurtherKind = FURTHER_KINDS[kind];
  const definition = simulators.find((one) => one.kind === kind);
  return {
    ...definition?.settings(url),
    ...settingOf(secret),
    ...under.settings,
    timeouts: { connect: '1s', request: '1s' },
  };
}
