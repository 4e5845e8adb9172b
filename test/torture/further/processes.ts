import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../../lib/temporal-server/port.ts';
import { simulators } from '../../../platforms/simulators.ts';
import { startChild } from '../child.ts';
import { OPS_PASSWORD, opsSettings } from '../persagy/platform.ts';
import { type Switched, switchedChild } from '../switched.ts';
import type { FurtherKind } from './kind.ts';
import { FURTHER_KINDS, FURTHER_NAMES } from './kinds.ts';

const PLATFORM_PROCESS = fileURLToPath(new URL('./process.ts', import.meta.url));

/** The platform of a kind, as a process. */
interface FurtherPlatform {
  url: string;
  /** Journal of the simulator, in which its tokens are. */
  journal: string;
  platform: Switched;
}

/** Platforms beside the one that the campaign is mostly about: those of further kinds, and the one that is provisioned. */
export const FURTHER_PLATFORMS = [...FURTHER_NAMES, 'persagy'] as const;
/** One of {@link FURTHER_PLATFORMS}. */
export type FurtherPlatformName = (typeof FURTHER_PLATFORMS)[number];
/** All of them. */
export type FurtherPlatforms = Readonly<Record<FurtherPlatformName, FurtherPlatform>>;

/** Prepares a process for each; none is started. Data and logs lie in `folder`. */
export async function createFurther(folder: string, unexpected: string[]): Promise<FurtherPlatforms> {
  const entries = await Promise.all(FURTHER_PLATFORMS.map(async (kind) => [kind, await create(kind)] as const));
  return Object.fromEntries(entries) as FurtherPlatforms; // as: each name has its entry

  async function create(kind: FurtherPlatformName): Promise<FurtherPlatform> {
    const port = await findFreePort();
    const dataDir = join(folder, kind);
    const options = kind === 'persagy' ? { password: OPS_PASSWORD } : optionsOf(FURTHER_KINDS[kind]);
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

function optionsOf({ under, secret }: FurtherKind): Record<string, unknown> {
  return { ...under.simulator, [secret.option]: secret.value };
}

function settingOf({ setting, within, value }: FurtherKind['secret']): Record<string, unknown> {
  return within === undefined ? { [setting]: value } : { [within]: { [setting]: value } };
}

/** The settings of the platform of a kind, as the campaign's configuration has them. */
export function settingsOf(kind: FurtherPlatformName, url: string): Record<string, unknown> {
  if (kind === 'persagy') return opsSettings(url);
  const { under, secret }: FurtherKind = FURTHER_KINDS[kind];
  const definition = simulators.find((one) => one.kind === kind);
  return {
    ...definition?.settings(url),
    ...settingOf(secret),
    ...under.settings,
    timeouts: { connect: '1s', request: '1s' },
  };
}
