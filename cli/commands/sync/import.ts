import { resolve } from 'node:path';
import type { RememberedFile } from '../../../client/index.ts';
import { comparePaths } from '../../../contracts/sync/path-order.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { joinLines, MAX_TOLD } from '../../../lib/requests/problems.ts';
import { parseRemembered } from '../../../lib/sync/remembered.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { count } from '../../render/units.ts';
import { readJsonLines } from '../../request/json-lines.ts';

/** Takes up what another sync, or this one, remembered. The whole file is looked at before anything is done. */
export async function importSync(
  context: CliContext,
  name: string,
  shown: string,
  { yes }: { yes?: boolean },
): Promise<ExitCode> {
  const config = await context.config();
  const path = resolve(context.cwd, shown);
  await using client = await context.connect(config);
  const { remembered, source } = await client.syncs.get(name);
  const { isSorted } = await checkLines(path, shown, source);
  if (yes !== true && remembered !== undefined && remembered.files > 0) {
    const message = `${name} remembers ${count(remembered.files, 'file')}, which would be forgotten: confirm with --yes`;
    throw new ModelrailError('InvalidRequest', message);
  }
  const files = isSorted ? readFiles(path, shown) : await readSorted(path, shown);
  const imported = await client.syncs.import(name, files, { replace: yes === true });
  if (context.isJson) context.printJson({ name, ...imported });
  context.note(`${name} remembers ${count(imported.files, 'file')}`);
  return EXIT.done;
}

/** Tells everything that is wrong with the lines, but of very many the first hundred. */
async function checkLines(path: string, shown: string, source: string): Promise<{ isSorted: boolean }> {
  const problems: string[] = [];
  let untold = 0;
  let isSorted = true;
  let last: string | undefined;
  for await (const { number, value, problem } of readJsonLines(path, shown)) {
    const row = problem === undefined ? parseRemembered(value, source) : [problem];
    let found = Array.isArray(row) ? row : [];
    if (!Array.isArray(row)) {
      const order = last === undefined ? 1 : comparePaths(row.path, last);
      if (order < 0) isSorted = false;
      if (order === 0) found = [`has the path of the line before: ${row.path}`];
      last = row.path;
    }
    for (const message of found) {
      if (problems.length < MAX_TOLD) problems.push(`${shown}:${number}: ${message}`);
      else untold += 1;
    }
  }
  if (problems.length > 0) throw new ModelrailError('InvalidRequest', joinLines(problems, untold));
  return { isSorted };
}

async function* readFiles(path: string, shown: string): AsyncGenerator<RememberedFile> {
  // as: each line was looked at, and is looked at once more where it is taken.
  for await (const { value } of readJsonLines(path, shown)) yield value as RememberedFile;
}

/** Lines in another order than that of their paths are sorted in memory. */
async function readSorted(path: string, shown: string): Promise<RememberedFile[]> {
  const lines: { number: number; file: RememberedFile }[] = [];
  // as: each line was looked at.
  for await (const { number, value } of readJsonLines(path, shown))
    lines.push({ number, file: value as RememberedFile });
  lines.sort((a, b) => comparePaths(a.file.path, b.file.path) || a.number - b.number);
  const doubled = lines.flatMap(({ number, file }, at) =>
    at > 0 && lines[at - 1]?.file.path === file.path
      ? [`${shown}:${number}: has the path of line ${lines[at - 1]?.number}: ${file.path}`]
      : [],
  );
  if (doubled.length > 0) throw new ModelrailError('InvalidRequest', joinLines(doubled));
  return lines.map(({ file }) => file);
}
