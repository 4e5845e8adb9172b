import { isRecord } from '../config/file.ts';
import { onlyOf } from './only-platform.ts';

/** Gives a request, or the declaration of a sync, that names no platform the one that is configured, where there is but one. */
export function withPlatform(value: unknown, names: readonly string[]): unknown {
  const only = onlyOf(names);
  if (only === undefined || !isRecord(value) || value['platform'] !== undefined) return value;
  return { ...value, platform: only };
}
