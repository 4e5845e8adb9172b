import { RUN_LINE, type RunLine } from '../contracts/run-lines.ts';

/** What a line of a workflow's log says of its run; undefined of any other line. The line is our own workflow's. */
export function runLineOf(meta: Record<string, unknown> | undefined): RunLine | undefined {
  const line = meta?.[RUN_LINE];
  return typeof line === 'object' && line !== null ? (line as RunLine) : undefined; // as: only our workflows have this key
}

/** A line about a run in words: `ingestion house-1 begins: 3 files to cq`. */
export function wordsOf(line: RunLine): string {
  const { run, event, id, platform } = line;
  const name = `${run}${line.from === undefined ? '' : ` from file ${line.from + 1}`} ${run === 'slice' ? 'of ' : ''}${id}`;
  if (event === 'begins') {
    return `${name} begins${line.isRetry === true ? ' again' : ''}: ${line.count === undefined ? '' : `${countOf(line)} `}to ${platform}`;
  }
  if (event === 'pauses') return `${name} pauses`;
  if (event === 'goes on') return `${name} goes on`;
  const { status, delivered, failed, error } = line;
  const why = error === undefined ? '' : `: ${error.type}: ${error.message}`;
  if (line.count === undefined || delivered === undefined) return `${name} ${status}${why}`;
  const bad = failed === undefined || failed === 0 ? '' : `, ${failed} failed`;
  return `${name} ${status}: ${delivered} of ${countOf(line)}${bad}${why}`;
}

function countOf({ run, count = 0 }: RunLine): string {
  const one = run === 'mirror' ? 'project' : run === 'provision' || run === 'roll-back' ? 'change' : 'file';
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** The fields of a line about a run, beside its words. */
export function fieldsOf(line: RunLine, runId: unknown): Record<string, unknown> {
  const { run, event, error, ...rest } = line;
  return {
    event: `${run} ${event}`,
    ...rest,
    ...(typeof runId === 'string' ? { runId } : {}),
    ...(error === undefined ? {} : { errorType: error.type, error: error.message }),
  };
}
