import { resolve } from 'node:path';
import type { SyncDeclaration } from '../../../client/index.ts';
import { isUrl } from '../../../contracts/source-path.ts';
import { SYNC_KEYS } from '../../../contracts/sync/declaration.ts';
import { onlyOf } from '../../../lib/requests/only-platform.ts';
import type { PlaceName } from '../../../lib/requests/problems.ts';
import { assertReachable } from '../../../lib/sources/address-guard.ts';
import { openFolder } from '../../../lib/sync/folder-listing.ts';
import { say } from '../../../lib/words/say.ts';
import { readSyncDeclaration } from '../../../platforms/syncs.ts';
import type { CliConfig } from '../../config.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { IngestOptions } from '../../ingest-options.ts';
import { noPlatform } from '../../request/default-platform.ts';
import { foreignFlags, labelProblems, nameByFlag, requestFromFlags } from '../../request/from-flags.ts';

/** Options of `sync create` as they were given. */
export interface CreateOptions extends IngestOptions {
  source: string;
  host?: string;
}

/** Declares a sync; everything that can be wrong with it is looked for before. */
export async function createSync(context: CliContext, name: string, options: CreateOptions): Promise<ExitCode> {
  const config = await context.config();
  const declaration = readDeclaration(context, config, options);
  await lookAtSource(config, declaration);
  await using client = await context.connect(config);
  await client.syncs.create(name, declaration);
  if (context.isJson) context.printJson(await client.syncs.get(name));
  else context.print(name);
  context.note(say('declared; make a run now with: modelrail sync trigger {name}', { name }));
  return EXIT.done;
}

function readDeclaration(context: CliContext, config: CliConfig, options: CreateOptions): SyncDeclaration {
  const { platform = onlyOf(config.platformNames) } = options;
  if (platform === undefined) throw noPlatform(config);
  const kind = config.kindOf(platform);
  const ofSync = Object.fromEntries(SYNC_KEYS.map((key) => [key, numeric(key, options[key])]));
  const flags = { ...options, platform };
  const { files: _files, ...request } = requestFromFlags(flags, [], { kind, host: undefined, cwd: context.cwd }) as {
    files: unknown;
  }; // as: what it makes
  // What has an address is read by any worker.
  const isLocal = !isUrl(options.source);
  const host = options.host ?? (isLocal && !config.sources.shared ? config.worker.host : undefined);
  const source = isLocal ? resolve(context.cwd, options.source) : options.source;
  const given = { ...ofSync, ...request, source, host };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return readSyncDeclaration(Object.fromEntries(known), {
    kindOf: config.kindOf,
    nameOf: nameBySyncFlag(nameByFlag(kind)),
    further: [...foreignFlags(options, kind), ...labelProblems(options)],
  });
}

/** Text that is no number stays text: the check then quotes it. */
function numeric(key: string, value: unknown): unknown {
  return key === 'retries' && typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

/** A folder of another machine is looked at by its worker, in each run, and so is what a server has. */
export async function lookAtSource(
  config: CliConfig,
  { source, host, include, exclude }: SyncDeclaration,
): Promise<void> {
  if (isUrl(source)) {
    assertReachable(source, config.sources);
    return;
  }
  if (host !== undefined && host !== config.worker.host) return;
  await openFolder({ ...config.sources, folder: source, include, exclude });
}

/** Calls a place of a declaration by its flag. */
function nameBySyncFlag(ofRequest: PlaceName): PlaceName {
  return (path) => {
    const key = SYNC_KEYS.find((own) => own === path[0]);
    if (key === undefined) return ofRequest(path);
    return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  };
}
