import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { ModelrailError } from '../errors.ts';
import { say, sayTold } from '../words/say.ts';
import { saidBefore, toldOf } from '../words/words.ts';
import { type KeyPath, parseYaml } from './document.ts';
import { decodeText } from './text-file.ts';
import type { KeyProblem } from './validate.ts';

/** File that is looked for in the working folder when none is named. */
export const DEFAULT_CONFIG_FILE = 'modelrail.yaml';

/** A configuration file as read, or its absence. */
export interface ConfigFile {
  /** Absolute path; undefined without a file. */
  path: string | undefined;
  /** Folder that relative paths count from: the file's, else the working folder. */
  folder: string;
  /** Its content, `${…}` unreplaced. */
  written: Record<string, unknown>;
  /** Throws one `InvalidRequest` that tells every problem with its line. */
  refuse(problems: readonly KeyProblem[]): never;
  /** `modelrail.yaml:12`, for messages; without a file the file's usual name alone. */
  placeOf(path: KeyPath): string;
}

/** Reads the configuration file: the one named, else `$MODELRAIL_CONFIG`, else `./modelrail.yaml` if it is there. */
export async function readConfigFile(options: {
  path: string | undefined;
  env: NodeJS.ProcessEnv;
  cwd: string;
}): Promise<ConfigFile> {
  const named = options.path ?? (options.env['MODELRAIL_CONFIG'] || undefined);
  const path = resolve(options.cwd, named ?? DEFAULT_CONFIG_FILE);
  const shown = shownPath(path, options.cwd);
  const name = toldOf('configuration file "{path}"', { path: shown });
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' && named === undefined) return withoutFile(options.cwd);
    const isOfVariable = options.path === undefined && named !== undefined;
    const file = isOfVariable ? toldOf('{name} (named by MODELRAIL_CONFIG)', { name }) : name;
    const message =
      code === 'ENOENT'
        ? toldOf('{path} does not exist', { path: file })
        : toldOf('{path} cannot be read ({code})', { path: file, code });
    throw new ModelrailError('InvalidRequest', message, { cause: error });
  }
  return parseConfigText(decodeText(bytes, sayTold(name)), path, shown);
}

function shownPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  return inside.startsWith('..') ? path : inside;
}

function withoutFile(cwd: string): ConfigFile {
  return {
    path: undefined,
    folder: cwd,
    written: {},
    refuse: (problems) => {
      throw new ModelrailError('InvalidRequest', saidBefore(problems.map(({ message }) => message).join('\n')));
    },
    placeOf: () => DEFAULT_CONFIG_FILE,
  };
}

function parseConfigText(text: string, path: string, shown: string): ConfigFile {
  const yaml = parseYaml(text);
  const refuseLines = (problems: readonly { line: number; message: string }[]): never => {
    const inOrder = problems.toSorted((a, b) => a.line - b.line);
    const lines = inOrder.map(({ line, message }) =>
      say('{title}: {text}', { title: `${shown}:${line}`, text: message }),
    );
    throw new ModelrailError('InvalidRequest', saidBefore(lines.join('\n')));
  };
  if (yaml.problems.length > 0) refuseLines(yaml.problems);
  if (!isRecord(yaml.value)) {
    refuseLines([{ line: 1, message: say('expected keys and values, such as "platforms:"') }]);
  }
  return {
    path,
    folder: dirname(path),
    written: isRecord(yaml.value) ? yaml.value : {},
    refuse: (problems) => refuseLines(problems.map((problem) => ({ ...problem, line: yaml.lineOf(problem.path) }))),
    placeOf: (keys) => `${shown}:${yaml.lineOf(keys)}`,
  };
}

/** True for a mapping of YAML. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The names of the buckets of `sources.s3`: they need none of the secrets beside them. */
export function bucketsIn({ written: { sources } }: ConfigFile): string[] {
  const s3 = isRecord(sources) ? sources['s3'] : undefined;
  return isRecord(s3) ? Object.keys(s3) : [];
}
