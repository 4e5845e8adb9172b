import { platformControl } from '../../conformance/platform-control.ts';
import { simulatorControl } from '../../support/simulator-control.ts';
import type { Rig } from '../rig.ts';
import type { FurtherPlatformName } from './processes.ts';

/** The campaign's rig, with another platform in place of its own, and what must never be seen of it. */
export function rigOf(campaign: Rig, name: FurtherPlatformName, secrets: Readonly<Record<string, string>>): Rig {
  const { url, journal, platform } = campaign.processes.further[name];
  return {
    ...campaign,
    simulator: simulatorControl(url),
    processes: {
      ...campaign.processes,
      platform: {
        ...platform,
        setBehaviour: () => platform.start(),
        get isUp() {
          return platform.isUp;
        },
      },
      platformUrl: url,
      platformJournal: journal,
      secrets: { ...campaign.processes.secrets, ...secrets },
    },
  };
}

/** Starts what a round needs, its platform as new. */
export async function prepareFurther({ processes }: Rig, workers: number): Promise<void> {
  await processes.temporal.start();
  await Promise.all([
    processes.platform.start(),
    ...processes.workers.map((worker, slot) => (slot < workers ? worker.start() : worker.end('SIGTERM'))),
  ]);
  await platformControl(processes.platformUrl).call('POST', 'reset');
}
