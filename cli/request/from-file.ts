import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isAbsoluteSomewhere, isUrl } from '../../contracts/source-path.ts';
import { parseYaml } from '../../lib/config/document.ts';
import { isRecord } from '../../lib/config/file.ts';
import { decodeText } from '../../lib/config/text-file.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type PlaceName, pathName } from '../../lib/requests/problems.ts';
import { say, translated } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import { saidBefore } from '../../lib/words/words.ts';
import { flagsByKind } from '../../platforms/flags.ts';

/** A request as it stands in a file, unchecked but for its syntax. */
export interface RequestFile {
  /** Its content, with the paths of its files made absolute. */
  value: unknown;
  /** Calls a place by file, line and keys. */
  nameOf: PlaceName;
}

/** Reads a request from a YAML (or JSON) file; `shown` is how the user called the file. Error: `InvalidRequest`. */
export async function readRequestFile(shown: string, cwd: string): Promise<RequestFile> {
  const path = resolve(cwd, shown);
  const name = say('request file "{path}"', { path: shown });
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const message =
      error.code === 'ENOENT'
        ? told('{path} does not exist', { path: name })
        : told('{path} cannot be read ({code})', { path: name, code: error.code ?? error.message });
    throw new ModelrailError('InvalidRequest', message, { cause: error });
  });
  const atLine = (line: number, text: string) => say('{title}: {text}', { title: `${shown}:${line}`, text });
  const yaml = parseYaml(decodeText(bytes, name));
  if (yaml.problems.length > 0) {
    const lines = yaml.problems.map(({ line, message }) => atLine(line, message));
    throw new ModelrailError('InvalidRequest', saidBefore(lines.join('\n')));
  }
  return {
    value: withAbsoluteSources(yaml.value, dirname(path)),
    nameOf: (place) => atLine(yaml.lineOf(place), pathName(place) || translated('the request')),
  };
}

/** Keys of requests, and of their files, that are folders. */
const FOLDER_KEYS: readonly string[] = flagsByKind.flatMap(([, { flags }]) =>
  flags.filter(({ type }) => type === 'folder').map(({ path }) => path),
);

function withAbsoluteFolders(value: unknown, folder: string): unknown {
  if (!isRecord(value)) return value;
  const own = FOLDER_KEYS.flatMap((key) => {
    const given = value[key];
    return typeof given === 'string' && given !== '' ? [[key, resolve(folder, given)]] : [];
  });
  return { ...value, ...Object.fromEntries(own) };
}

/** Only what has the right shape is touched: the request's check tells the rest. */
function withAbsoluteSources(given: unknown, folder: string): unknown {
  const value = withAbsoluteFolders(given, folder);
  if (!isRecord(value) || !Array.isArray(value['files'])) return value;
  const files = value['files'].map((one: unknown) => {
    const file = withAbsoluteFolders(one, folder);
    if (!isRecord(file) || typeof file['source'] !== 'string') return file;
    const { source, host } = file;
    // What is absolute on another host stays as it is: this system's rule may make another path of it.
    const isForeign = typeof host === 'string' && isAbsoluteSomewhere(source);
    return { ...file, source: source === '' || isUrl(source) || isForeign ? source : resolve(folder, source) };
  });
  return { ...value, files };
}
