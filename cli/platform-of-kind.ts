import { namesOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';
import { told } from '../lib/words/told.ts';
import type { CliConfig } from './config.ts';

/** Kinds of platform that this version can use. */
type Kind = ReturnType<CliConfig['kindOf']>;

/** A platform and its settings. */
export interface PlatformOfKind<K extends Kind> {
  /** As the configuration names it. */
  platform: string;
  settings: Extract<ReturnType<CliConfig['platform']>, { kind: K }>;
}

/**
 * The platform of a command that only one kind has: the one that is named, else the only one of this kind. Error:
 * `InvalidRequest` where that one is of another kind, or there is none, or which one is not said.
 */
export function platformOfKind<K extends Kind>(
  config: CliConfig,
  kind: K,
  platform: string = onlyOne(config, kind),
): PlatformOfKind<K> {
  const settings = config.platform(platform);
  if (isOfKind(settings, kind)) return { platform, settings };
  throw new ModelrailError(
    'InvalidRequest',
    told('platform "{platform}" is of kind {other}, not {kind}', { platform, other: settings.kind, kind }),
  );
}

function isOfKind<K extends Kind, S extends { kind: Kind }>(settings: S, kind: K): settings is Extract<S, { kind: K }> {
  return settings.kind === kind;
}

function onlyOne(config: CliConfig, kind: Kind): string {
  const mine = config.platformNames.filter((name) => config.kindOf(name) === kind);
  const [only] = mine;
  if (only !== undefined && mine.length === 1) return only;
  const message =
    mine.length === 0
      ? told('--platform is missing, and the configuration has no platform of kind {kind}', { kind })
      : told('--platform is missing, and the configuration has several of kind {kind}: {names}', {
          kind,
          names: namesOf(mine),
        });
  throw new ModelrailError('InvalidRequest', message);
}
