import type { PlatformKind } from '../contracts/activities.ts';
import type { ErrorInfo } from '../contracts/errors.ts';
import { createChongqingBimClient } from './chongqing-bim/client.ts';
import type { ChongqingBimSettings } from './chongqing-bim/settings.ts';

/** Something that was tried on a platform without changing anything there. */
export interface ProbeStep {
  step: string;
  durationMs: number;
  /** Absent when it worked. */
  error?: ErrorInfo;
}

/** What of a platform its probe cannot try. */
const UNTRIED: Record<PlatformKind, string> = {
  'chongqing-bim': 'bimApiKey is only tried when something is created',
};

/** Tries a platform: is it there, are the credentials good. Steps up to the first that fails. */
export async function probePlatform(
  settings: ChongqingBimSettings,
  signal: AbortSignal,
): Promise<{ steps: ProbeStep[]; untried: string }> {
  const client = createChongqingBimClient(settings);
  try {
    const { steps } = await client.probe({ signal });
    return { steps, untried: UNTRIED[settings.kind] };
  } finally {
    await client.close();
  }
}
