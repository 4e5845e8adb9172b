import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The last commit from before the rule. */
const LAST_BEFORE = '2c68a35a4652237983b6de86c0b3aa346f5cc80d';

/** Articles, pronouns, numbers and the like: with none of these an imperative begins. */
const NO_VERBS = new Set(
  [
    'a an the no only of',
    'i you he she it we they this that these those what which who whose one each every some any all none both',
    'my your his her its our their',
    'two three four five six seven eight nine ten eleven twelve hundred thousand first second third last',
  ].flatMap((words) => words.split(' ')),
);

/** What the subjects of commits were found to be: wrong, or not there to be looked at. Both empty when all are right. */
export interface SubjectReport {
  /** A line for each wrong one. */
  problems: string[];
  /** Why none was looked at. */
  note?: string;
}

/** What is wrong with the subject of a commit; undefined of one whose first word may be a verb. */
export function subjectProblem(subject: string): string | undefined {
  const text = subject.replace(/^\w+(?:\([^)]*\))?!?: */, '');
  const [first = ''] = text.split(/\s/, 1);
  if (!NO_VERBS.has(first.toLowerCase()) && !/^\d/.test(first)) return undefined;
  return `"${subject}" begins with "${first}": begin with a verb in the imperative`;
}

/** Looks at the commits after the one from before the rule. A shallow clone may lack it, and a package has no history. */
export async function checkSubjects(folder: string, lastBefore = LAST_BEFORE): Promise<SubjectReport> {
  const git = (...args: string[]) => run('git', args, { cwd: folder, maxBuffer: 16 * 1024 * 1024 });
  try {
    await git('cat-file', '-e', `${lastBefore}^{commit}`);
  } catch {
    return {
      problems: [],
      note: 'no history here (a shallow clone, no repository, or no git): commit subjects are not checked',
    };
  }
  const { stdout } = await git('log', '--no-merges', '--format=%s', `${lastBefore}..HEAD`);
  return { problems: stdout.split('\n').flatMap((subject) => subjectProblem(subject) ?? []) };
}
