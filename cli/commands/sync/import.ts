import { createHash } from 'node:crypto';
import type { RememberedFile } from '../../../client/index.ts';
import { comparePaths } from '../../../contracts/sync/path-order.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { joinLines, MAX_TOLD } from '../../../lib/requests/problems.ts';
import { parseRemembered } from '../../../lib/sync/remembered.ts';
import { say } from '../../../lib/words/say.ts';
import { told } from '../../../lib/words/told.ts';
import { saidBefore } from '../../../lib/words/words.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { counted, createCountBar } from '../../render/count-bar.ts';
import { createStatusLine, isProgressShown } from '../../render/status-line.ts';
import { count } from '../../render/units.ts';
import { readJsonLines } from '../../request/json-lines.ts';
import { type KeptFile, keepFile } from '../../request/kept-lines.ts';

/** Takes up what another sync, or this one, remembered. The whole file is looked at before anything is done. */
export async function importSync(
  context: CliContext,
  name: string,
  file: string | undefined,
  { yes }: { yes?: boolean },
): Promise<ExitCode> {
  const config = await context.config();
  await using client = await context.connect(config);
  const { remembered, source } = await client.syncs.get(name);
  await using lines = await keepFile(context, file);
  using line = createStatusLine(context, say('looking at the lines'));
  const checked = await checkLines(lines, source, (read) =>
    line.update(say('{count} lines looked at', { count: read })),
  );
  line.stop();
  if (yes !== true && remembered !== undefined && remembered.files > 0) {
    throw new ModelrailError(
      'InvalidRequest',
      told('{name} remembers {files}, which would be forgotten: confirm with --yes', {
        name,
        files: count(remembered.files, 'file'),
      }),
    );
  }
  const files = checked.isSorted ? readFiles(lines, checked) : await readSorted(lines, checked);
  using bar = createCountBar(context.err, say('taking up'), isProgressShown(context));
  const taken = counted(files, (done) => bar.update(done, checked.lines));
  const imported = await client.syncs.import(name, taken, { replace: yes === true });
  bar.stop();
  if (context.isJson) context.printJson({ name, ...imported });
  context.note(say('{name} remembers {files}', { name, files: count(imported.files, 'file') }));
  return EXIT.done;
}

/** What the first look at the lines found. */
interface Checked {
  isSorted: boolean;
  lines: number;
  /** Of all lines. */
  digest: string;
}

/** Tells everything that is wrong with the lines, but of very many the first hundred. */
async function checkLines({ path, shown }: KeptFile, source: string, tell: (read: number) => void): Promise<Checked> {
  const digest = createDigest();
  const problems: string[] = [];
  let untold = 0;
  let lines = 0;
  let isSorted = true;
  let last: string | undefined;
  for await (const { number, value, problem } of readJsonLines(path, shown)) {
    digest.add(value);
    lines += 1;
    tell(lines);
    const row = problem === undefined ? parseRemembered(value, source) : [problem];
    let found = Array.isArray(row) ? row : [];
    if (!Array.isArray(row)) {
      const order = last === undefined ? 1 : comparePaths(row.path, last);
      if (order < 0) isSorted = false;
      if (order === 0) found = [say('has the path of the line before: {path}', { path: row.path })];
      last = row.path;
    }
    for (const message of found) {
      if (problems.length < MAX_TOLD)
        problems.push(say('{title}: {text}', { title: `${shown}:${number}`, text: message }));
      else untold += 1;
    }
  }
  if (problems.length > 0) throw new ModelrailError('InvalidRequest', saidBefore(joinLines(problems, untold)));
  return { isSorted, lines, digest: digest.take() };
}

async function* readFiles(kept: KeptFile, checked: Checked): AsyncGenerator<RememberedFile> {
  for await (const { file } of readAgain(kept, checked)) yield file;
}

interface Line {
  number: number;
  file: RememberedFile;
}

/** Error: `InvalidRequest` at their end, for other lines than those that were looked at. */
async function* readAgain({ path, shown }: KeptFile, checked: Checked): AsyncGenerator<Line> {
  const digest = createDigest();
  for await (const { number, value } of readJsonLines(path, shown)) {
    digest.add(value);
    // as: each line was looked at, and is looked at once more where it is taken.
    yield { number, file: value as RememberedFile };
  }
  if (digest.take() === checked.digest) return;
  throw new ModelrailError(
    'InvalidRequest',
    told('"{path}" changed while it was read: nothing is imported', { path: shown }),
  );
}

function createDigest(): { add(value: unknown): void; take(): string } {
  const hash = createHash('sha256');
  return { add: (value) => void hash.update(`${JSON.stringify(value)}\n`), take: () => hash.digest('hex') };
}

/** Lines in another order than that of their paths are sorted in memory. */
async function readSorted(kept: KeptFile, checked: Checked): Promise<RememberedFile[]> {
  const { shown } = kept;
  const lines: Line[] = [];
  for await (const line of readAgain(kept, checked)) lines.push(line);
  lines.sort((a, b) => comparePaths(a.file.path, b.file.path) || a.number - b.number);
  const doubled = lines.flatMap(({ number, file }, at) =>
    at > 0 && lines[at - 1]?.file.path === file.path
      ? [
          say('{title}: {text}', {
            title: `${shown}:${number}`,
            text: say('has the path of line {line}: {path}', { line: lines[at - 1]?.number ?? 0, path: file.path }),
          }),
        ]
      : [],
  );
  if (doubled.length > 0) throw new ModelrailError('InvalidRequest', saidBefore(joinLines(doubled)));
  return lines.map(({ file }) => file);
}
