import { adviceFor } from '../../contracts/advice.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { definitionOf } from '../../platforms/kinds.ts';
import type { CliConfig } from '../config.ts';
import { type CheckResult, failed, ok } from './check.ts';

/** With what comes before it a whole `doctor` stays below ten seconds. */
const PROBE_TIMEOUT_MS = 6_000;

/** Every platform: its secrets are set, it answers, it takes the credentials. */
export function checkPlatforms(config: CliConfig): Promise<CheckResult>[] {
  return config.platformNames.map((name) => checkPlatform(config, name));
}

async function checkPlatform(config: CliConfig, platform: string): Promise<CheckResult> {
  const name = `platform ${platform}`;
  const settings = settingsOf(config, platform);
  if (settings instanceof ModelrailError) return failed(name, settings.message, 'set the variable, or correct the key');
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  try {
    const { steps, untried } = await definitionOf(settings.kind).probe(settings, signal);
    const error = steps.at(-1)?.error;
    if (error !== undefined)
      return failed(name, `${error.type}: ${error.message}`, adviceFor(error.type, settings.kind));
    const times = steps.map(({ step, durationMs }) => `${step} in ${durationMs} ms`).join(', ');
    return ok(name, `${settings.baseUrl}: ${times} (${untried})`);
  } catch (error) {
    if (!signal.aborted) throw error;
    return failed(
      name,
      `${settings.baseUrl} did not answer within ${PROBE_TIMEOUT_MS / 1000} s`,
      adviceFor('PlatformUnavailable'),
    );
  }
}

function settingsOf(config: CliConfig, platform: string) {
  try {
    return config.platform(platform);
  } catch (error) {
    if (error instanceof ModelrailError) return error;
    throw error;
  }
}
