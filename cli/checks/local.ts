import { ModelrailError } from '../../lib/errors.ts';
import { packageVersion } from '../../lib/package-version.ts';
import { listed, say, wordsOf } from '../../lib/words/say.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { type CheckResult, failed, ok } from './check.ts';

const OLDEST_NODE = [20, 19] as const;

/** Versions of Node and of this package. */
export function checkVersions(): CheckResult {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const text = `Node ${process.versions.node}, modelrail ${packageVersion()}`;
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return ok(say('versions'), text);
  return failed(
    say('versions'),
    text,
    say('modelrail needs Node {version} or newer', { version: OLDEST_NODE.join('.') }),
  );
}

/** The configuration, when it can be read. */
export async function checkConfiguration(context: CliContext): Promise<{ result: CheckResult; config?: CliConfig }> {
  try {
    const config = await context.config();
    const { roots } = config.sources;
    const platforms =
      config.platformNames.length === 0
        ? say('no platform')
        : say('platforms {names}', { names: listed(config.platformNames) });
    const names = [...config.syncs().keys()];
    const syncs = names.length === 0 ? '' : say(', syncs {names}', { names: listed(names) });
    const result = ok(
      say('configuration'),
      say('{path}: {platforms}, files below {roots}', {
        path: config.path ?? say('no file, defaults'),
        platforms,
        roots: `${listed(roots)}${syncs}`,
      }),
    );
    if (config.platformNames.length > 0) return { config, result };
    const advice = say('write a modelrail.yaml with a platform, or try `modelrail dev --simulators`');
    return { config, result: { ...result, state: 'warning', advice } };
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    return {
      result: failed(say('configuration'), wordsOf(error), say('correct it there: every command reads it first')),
    };
  }
}
