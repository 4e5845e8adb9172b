import { adviceFor } from '../../contracts/advice.ts';
import type { ErrorInfo } from '../../contracts/errors.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { keptSayer, say, sayAny, translated } from '../../lib/words/say.ts';
import { definitionOf } from '../../platforms/kinds.ts';
import type { CliConfig } from '../config.ts';
import { errorText } from '../render/error-words.ts';
import { type CheckResult, failed, ok } from './check.ts';

/** With what comes before it a whole `doctor` stays below ten seconds. */
const PROBE_TIMEOUT_MS = 6_000;

/** Every platform: its secrets are set, it answers, it takes the credentials. */
export function checkPlatforms(config: CliConfig): Promise<CheckResult>[] {
  return config.platformNames.map((name) => checkPlatform(config, name));
}

async function checkPlatform(config: CliConfig, platform: string): Promise<CheckResult> {
  const name = say('platform {name}', { name: platform });
  const settings = settingsOf(config, platform);
  if (settings instanceof ModelrailError)
    return failed(name, settings.message, say('set the variable, or correct the key'));
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  try {
    const { steps, untried } = await definitionOf(settings.kind).probe(settings, signal);
    const { error, told } = steps.at(-1) ?? {};
    if (error !== undefined) {
      const words = errorText(error, keptSayer({ told }));
      return failed(name, words, adviceOnProbe(error, settings.kind));
    }
    const times = steps
      .map(({ step, durationMs }) => say('{step} in {ms} ms', { step: translated(step), ms: durationMs }))
      .join(say(', '));
    return ok(name, say('{url}: {times} ({untried})', { url: settings.baseUrl, times, untried: sayAny(untried) }));
  } catch (error) {
    if (!signal.aborted) throw error;
    return failed(
      name,
      say('{url} did not answer within {seconds} s', { url: settings.baseUrl, seconds: PROBE_TIMEOUT_MS / 1000 }),
      translated(adviceFor('PlatformUnavailable')),
    );
  }
}

/** Nothing was asked for by an id: what a platform does not know here is the way to its interface. */
function adviceOnProbe({ type }: ErrorInfo, kind: string): string {
  return type === 'NotFound'
    ? say('the platform has no such interface: check baseUrl in the configuration, and any proxy in between')
    : translated(adviceFor(type, kind));
}

function settingsOf(config: CliConfig, platform: string) {
  try {
    return config.platform(platform);
  } catch (error) {
    if (error instanceof ModelrailError) return error;
    throw error;
  }
}
