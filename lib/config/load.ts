import { realpathSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { ModelrailError } from '../errors.ts';
import type { ProxySetting } from '../http/proxy.ts';
import { requestError } from '../requests/problems.ts';
import type { Secret } from '../secret.ts';
import type { S3Bucket } from '../sources/s3-client.ts';
import { toSourceError } from '../sources/source-error.ts';
import { say, wordsOf } from '../words/say.ts';
import { bucketsIn, type ConfigFile, isRecord, readConfigFile } from './file.ts';
import { interpolate } from './interpolate.ts';
import { ownFiles } from './own-files.ts';
import { createPlatforms, type HeldPartOf, type KindOf, type KindRegistry, type Platforms } from './platforms.ts';
import {
  gatewaySection,
  type notifySection,
  sections,
  sourcesSection,
  spoolSection,
  type workerSection,
} from './sections.ts';
import { stateFolderIn } from './state-folder.ts';
import { type ConfiguredSyncs, createSyncs, type SyncReader } from './syncs.ts';
import { atKey, checkAsWritten, type KeyProblem, resolveValues, unknownKey } from './validate.ts';

export type { KindRegistry } from './platforms.ts';

/**
 * The configuration. Keys are checked when it is loaded; `${…}` is replaced when a part is first asked for, so that
 * each command needs only the secrets that it uses. Every getter and method throws `InvalidRequest` with file and line.
 */
export interface Config<Kinds extends KindRegistry = KindRegistry> extends Platforms<Kinds>, ConfiguredSyncs {
  /** The file it came from, absolute; absent when there is none. */
  readonly path?: string;
  /** Replaces `${NAME}` and `${file:PATH}` in a text that came from elsewhere, for a worker. Error: `InvalidRequest`, without a line. */
  resolveText(text: string): string;
  /** Where Temporal is, unless its own environment variables or configuration file say otherwise. */
  readonly temporal: { address: string; namespace: string; taskQueue: string };
  /**
   * What may be read: `roots` absolute, existing, without links; `never` absolute, modelrail's own files among them;
   * `extensions` in lower case, without dots.
   */
  readonly sources: {
    roots: string[];
    never: string[];
    extensions: string[];
    allowHosts: string[];
    /** Names of the buckets of `s3`. */
    buckets: string[];
    shared: boolean;
    networkDisk: 'auto' | boolean;
  };
  /**
   * How sources of servers are reached, and where a worker keeps what it cannot ask for twice: `folder` absolute, made when
   * first used. Apart from `sources`: workers alone need the secrets in it.
   */
  readonly remoteSources: {
    proxy: ProxySetting;
    spool: { folder: string; maxBytes: number };
    /** By bucket. */
    s3: Record<string, S3Bucket>;
  };
  /** Where a worker saves what platforms make of files: `roots` absolute, made when something is saved. */
  readonly results: { roots: string[] };
  /** What is recorded of a delivery beyond what it needs. */
  readonly evidence: { sha256: boolean };
  /** Who is told what happens, by name; with their secrets. */
  readonly notify: z.output<typeof notifySection>;
  /** The names of {@link Config.notify}, for which no secret is needed. */
  readonly notifyNames: readonly string[];
  /** `host`: name of this machine. `memoryBytes`: memory for the chunks under way to all platforms. */
  readonly worker: { host: string; memoryBytes: number } & Pick<
    z.output<typeof workerSection>,
    'roles' | 'deployment' | 'metrics'
  >;
  /** Where platforms reach the gateway's webhooks; undefined where the configuration has no gateway. */
  readonly webhookUrl: string | undefined;
  /**
   * What the addresses of webhooks are signed with: the first key of `keys`, and all of them are accepted. `keyFile`: absolute, where a
   * key is kept when there is none.
   */
  readonly webhookKeys: { keys: readonly Secret[]; keyFile: string };
  /** The HTTP gateway. `publicUrl`: where platforms reach the webhooks, when it is not `http://HOST:PORT`. */
  readonly gateway: Omit<z.output<typeof gatewaySection>, 'spool'>;
  /**
   * Where the gateway keeps files that are sent to it: `folder` absolute, made when first used. Apart from `gateway`,
   * whose secrets a worker does not have.
   */
  readonly spool: {
    folder: string;
    maxFileBytes: number;
    maxPostBytes: number;
    maxBytes: number;
    expiryMs: number;
    /** What the files of one token may take. */
    share: { maxBytes: number; maxFiles: number; maxUploads: number };
  };
}

/** Keys of `sources` that are about servers. */
const REMOTE_KEYS = { proxy: true, spool: true, s3: true } as const;

/** Where to look for the configuration, and the kinds of platform it may name. */
export interface LoadConfigOptions<Kinds extends KindRegistry> {
  /** Schema of the settings of each kind. */
  kinds: Kinds;
  /** What has to fit into `worker.memory`, by a platform's settings; default: nothing. */
  heldPartOf?: HeldPartOf<Kinds>;
  /** Reads a declaration of a sync; default: none is taken. */
  readSync?: SyncReader<KindOf<Kinds>>;
  /** False: what is wrong with `syncs` is told where they are read. Default: with the file. */
  checksSyncs?: boolean;
  /** The file, from `--config`. */
  path?: string | undefined;
  /** Default: the process's environment. */
  env?: NodeJS.ProcessEnv;
  /** Folder that `path` and `./modelrail.yaml` count from. Default: the process's. */
  cwd?: string;
}

/**
 * Reads `modelrail.yaml` (`path`, else `$MODELRAIL_CONFIG`, else `./modelrail.yaml`, else defaults and no platforms).
 * Throws one `InvalidRequest` with all problems, each with its line.
 */
export async function loadConfig<const Kinds extends KindRegistry>(
  options: LoadConfigOptions<Kinds>,
): Promise<Config<Kinds>> {
  const env = options.env ?? process.env;
  const file = await readConfigFile({ path: options.path, env, cwd: options.cwd ?? process.cwd() });
  const scope = { env, folder: file.folder };
  const platforms = createPlatforms(file, options.kinds, scope, () => worker().memoryBytes, options.heldPartOf);
  const section = <Schema extends z.ZodType>(name: keyof typeof sections, schema: Schema): z.output<Schema> => {
    const resolved = resolveValues(schema, file.written[name] ?? {}, [name], scope);
    return 'value' in resolved ? resolved.value : file.refuse(resolved.problems);
  };
  /** Of a section only the keys that a schema has: what is not asked for needs no secret. */
  const part = <Schema extends z.ZodObject>(name: keyof typeof sections, schema: Schema): z.output<Schema> => {
    const written = file.written[name];
    const own = Object.entries(isRecord(written) ? written : {}).filter(([key]) => key in schema.shape);
    const resolved = resolveValues(schema, Object.fromEntries(own), [name], scope);
    return 'value' in resolved ? resolved.value : file.refuse(resolved.problems);
  };
  const temporal = once(() => section('temporal', sections.temporal));
  const sources = once(() => {
    const { roots: written, never, ...rest } = part('sources', sourcesSection.omit(REMOTE_KEYS));
    const roots = once(() => realRoots(written, file));
    return {
      ...rest,
      buckets: bucketsIn(file),
      never: [...ownFiles(file), ...never.map((path) => resolve(file.folder, path))],
      // Looked at by those who read there: a gateway may stand on a machine that has none of them.
      get roots() {
        return roots();
      },
    };
  });
  const remoteSources = once(() => {
    const { spool: at, ...rest } = part('sources', sourcesSection.pick(REMOTE_KEYS));
    const { folder, maxSize: maxBytes } = at;
    const path = folder === undefined ? join(stateFolderIn(file.folder), 'sources') : resolve(file.folder, folder);
    return { ...rest, spool: { folder: path, maxBytes } };
  });
  const results = once(() => {
    const { roots } = section('results', sections.results);
    return { roots: roots.map((root) => resolve(file.folder, root)) };
  });
  const evidence = once(() => section('evidence', sections.evidence));
  const notify = once(() => section('notify', sections.notify));
  const worker = once(() => {
    const { host = hostname(), memory, ...rest } = section('worker', sections.worker);
    return { host, memoryBytes: memory, ...rest };
  });
  const gateway = once(() => {
    const { spool: _apart, ...rest } = section('gateway', sections.gateway);
    return rest;
  });
  const webhookUrl = once(() => {
    if (file.written['gateway'] === undefined) return undefined;
    const { publicUrl, host, port } = part('gateway', gatewaySection.pick({ publicUrl: true, host: true, port: true }));
    return (publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(/\/+$/, '');
  });
  const webhookKeys = once(() => ({
    keys: gateway().tokens.map(({ token }) => token),
    keyFile: join(stateFolderIn(file.folder), 'webhooks.key'),
  }));
  const spool = once(() => {
    const { gateway: around } = file.written;
    const written = isRecord(around) ? around['spool'] : undefined;
    const resolved = resolveValues(spoolSection, written ?? {}, ['gateway', 'spool'], scope);
    if (!('value' in resolved)) return file.refuse(resolved.problems);
    const { folder, maxFileSize, maxPostSize, maxSize, expiry, perToken } = resolved.value;
    const tokens = isRecord(around) ? around['tokens'] : undefined;
    const isShared = Array.isArray(tokens) && tokens.length > 1;
    const shareBytes = Math.min(maxSize, perToken.size ?? (isShared ? Math.floor(maxSize / 2) : maxSize));
    const maxFileBytes = Math.min(maxFileSize, shareBytes);
    return {
      folder: folder === undefined ? join(stateFolderIn(file.folder), 'spool') : resolve(file.folder, folder),
      maxFileBytes,
      maxPostBytes: Math.min(maxPostSize, maxFileBytes),
      maxBytes: maxSize,
      expiryMs: expiry,
      share: { maxBytes: shareBytes, maxFiles: perToken.files, maxUploads: perToken.uploads },
    };
  });

  const syncs = createSyncs({
    file,
    scope,
    platformNames: platforms.view.platformNames,
    kindOf: platforms.view.kindOf,
    host: () => (sources().shared ? undefined : worker().host),
    read: options.readSync ?? refuseSyncs,
  });
  const problems = [...checkSections(file), ...platforms.check()];
  // What is wrong with platforms would be told once more for each sync.
  const all = problems.length > 0 || options.checksSyncs === false ? problems : syncs.check();
  if (all.length > 0) file.refuse(all);

  return {
    ...(file.path === undefined ? {} : { path: file.path }),
    resolveText(text) {
      const { value, missing } = interpolate(text, scope);
      if (missing.length === 0) return String(value);
      throw new ModelrailError(
        'InvalidRequest',
        missing.map(({ message }) => `${message} where the worker runs`).join('\n'),
      );
    },
    get temporal() {
      return temporal();
    },
    get sources() {
      return sources();
    },
    get remoteSources() {
      return remoteSources();
    },
    get results() {
      return results();
    },
    get evidence() {
      return evidence();
    },
    get notify() {
      return notify();
    },
    notifyNames: isRecord(file.written['notify']) ? Object.keys(file.written['notify']) : [],
    get worker() {
      return worker();
    },
    get webhookUrl() {
      return webhookUrl();
    },
    get webhookKeys() {
      return webhookKeys();
    },
    get gateway() {
      return gateway();
    },
    get spool() {
      return spool();
    },
    ...platforms.view,
    ...syncs.view,
  };
}

const refuseSyncs = (): never => {
  throw requestError([{ path: [], message: 'is no sync of this program' }]);
};

function checkSections(file: ConfigFile): KeyProblem[] {
  const known = [...Object.keys(sections), 'platforms', 'syncs'];
  const unknown = Object.keys(file.written).filter((key) => !known.includes(key));
  return [
    ...unknown.map((key) => unknownKey(key, [], known)),
    ...Object.entries(sections).flatMap(([name, schema]) => checkAsWritten(schema, file.written[name] ?? {}, [name])),
  ];
}

function realRoots(roots: readonly string[], file: ConfigFile): string[] {
  const problems: KeyProblem[] = [];
  const real = roots.map((root, position) => {
    const path = resolve(file.folder, root);
    const name = `"${root}"`;
    let problem: string;
    try {
      if (statSync(path).isDirectory()) return realpathSync(path);
      problem = say('{path} is not a folder', { path: name });
    } catch (error) {
      problem = wordsOf(toSourceError(name, error));
    }
    const key = ['sources', 'roots'];
    const isListed = isRecord(file.written['sources']) && 'roots' in file.written['sources'];
    problems.push({ path: isListed ? [...key, position] : [], message: atKey(key, problem) });
    return path;
  });
  return problems.length > 0 ? file.refuse(problems) : [...new Set(real)];
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
