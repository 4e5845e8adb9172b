import { adviceOn, isWorthRetrying } from '../../contracts/advice.ts';
import type { ErrorInfo } from '../../contracts/errors.ts';
import type { IngestProgress } from '../../contracts/progress.ts';
import { keptSayer, listed, say, translated } from '../../lib/words/say.ts';
import type { Colors } from '../context.ts';
import { errorName } from './error-words.ts';
import { printable } from './text.ts';

const MAX_NAMES = 3;
/** Errors of one type that differ in words only, as those with a path in them do. */
const MAX_ERRORS_OF_A_TYPE = 10;

interface Problem {
  error: ErrorInfo;
  /** Files that had it; none for an error of the whole. */
  names: string[];
}

/** What went wrong: equal errors once, with the names of the files that had them, and each way out once. */
export function problemsText(progress: IngestProgress, colors: Colors, isVerbose: boolean): string {
  const problems = problemsOf(progress);
  const sayKept = keptSayer(progress);
  const types = [...new Set(problems.map(({ error }) => error.type))];
  const lines = types.flatMap((type) => {
    const ofType = problems.filter(({ error }) => error.type === type);
    const told = isVerbose ? ofType : ofType.slice(0, MAX_ERRORS_OF_A_TYPE);
    const more = ofType.length - told.length;
    return [
      ...told.map(
        ({ error, names }) => `${colors.red(errorName(type))}  ${namesText(names)}${printable(sayKept(error.message))}`,
      ),
      ...(more > 0 ? [say('… and {count} more of this type (all with --verbose)', { count: more })] : []),
      ...[...new Set(told.map(({ error }) => adviceOn(error, progress)))].map((advice) => `  → ${translated(advice)}`),
    ];
  });
  const { warnings = [], notes = [] } = progress;
  const ofAll = [
    ...warnings.map((text) => `${colors.yellow(say('warning'))}  ${printable(sayKept(text))}`),
    ...notes.map((text) => `${colors.bold(say('note'))}  ${printable(sayKept(text))}`),
  ];
  const ofFiles = [...warningLines(progress, colors, sayKept), ...noteLines(progress, colors, sayKept)];
  return [...ofAll, ...ofFiles, ...lines].join('\n');
}

function warningLines({ files }: IngestProgress, colors: Colors, sayKept: (kept: string) => string): string[] {
  const words = [...new Set(files.flatMap(({ warning }) => (warning === undefined ? [] : [warning])))];
  return words.map((warning) => {
    const names = files.filter((file) => file.warning === warning).map(({ name }) => printable(name));
    return `${colors.yellow(say('warning'))}  ${namesText(names)}${printable(sayKept(warning))}`;
  });
}

function noteLines({ files }: IngestProgress, colors: Colors, sayKept: (kept: string) => string): string[] {
  const words = [...new Set(files.flatMap(({ notes = [] }) => notes))];
  return words.map((note) => {
    const names = files.filter(({ notes }) => notes?.includes(note)).map(({ name }) => printable(name));
    return `${colors.bold(say('note'))}  ${namesText(names)}${printable(sayKept(note))}`;
  });
}

/** True for an ended ingestion that may come further when it is tried again. */
export function canRetry(progress: IngestProgress): boolean {
  return progress.closedAt !== undefined && problemsOf(progress).some(({ error }) => isWorthRetrying(error.type));
}

function problemsOf(progress: IngestProgress): Problem[] {
  const ofFiles = new Map<string, Problem>();
  for (const { name, error } of progress.files) {
    if (error === undefined) continue;
    const key = JSON.stringify([error.type, error.message]);
    const problem = ofFiles.get(key) ?? { error, names: [] };
    problem.names.push(printable(name));
    ofFiles.set(key, problem);
  }
  const { error } = progress;
  return error === undefined || isTold(error, progress)
    ? [...ofFiles.values()]
    : [{ error, names: [] }, ...ofFiles.values()];
}

/** True of an error that those of the files tell already. */
function isTold({ type, message, isSummary }: ErrorInfo, { files }: IngestProgress): boolean {
  return isSummary === true || files.some(({ error }) => error?.type === type && error.message === message);
}

/** The first names of some, and how many more there are. */
export function namesText(names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length - MAX_NAMES;
  const first = listed(names.slice(0, MAX_NAMES));
  return more > 0
    ? say('{names} and {count} more: ', { names: first, count: more })
    : say('{names}: ', { names: first });
}
