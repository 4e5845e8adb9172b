import type { LogEntry } from '@temporalio/worker';
import { fieldsOf, runLineOf, wordsOf } from './run-lines.ts';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** A line for our logger. */
export interface LogLine {
  level: (typeof LEVELS)[keyof typeof LEVELS];
  message: string;
  fields: Record<string, unknown>;
}

/** What messages of the SDK mean for the operator of a worker; `debug`: nothing is lost and no action is needed. */
const MEANINGS: readonly { pattern: RegExp; level?: LogLine['level']; message: string }[] = [
  {
    pattern: /^Query not found/,
    level: 'debug',
    message: 'the answer to a query is no longer needed: its caller has gone',
  },
  {
    pattern: /^Task not found when completing/,
    level: 'debug',
    message: 'a run went on without this worker: it ended, or another worker has it',
  },
  {
    pattern: /^Activity not found (on completion|when recording)/,
    level: 'debug',
    message: 'the outcome of a step is no longer needed: it was cancelled, or another attempt has it',
  },
  // Its first one is told with its words, and what it holds up: `outages.ts`.
  { pattern: /^Activity failed/, level: 'debug', message: 'an attempt of a step failed' },
  // Runs that end in words of ours have told theirs.
  { pattern: /^Workflow failed/, level: 'debug', message: 'a run failed' },
  { pattern: /^Worker state changed/, level: 'debug', message: 'the worker changed its state' },
  { pattern: /^Failing legacy query request/, message: 'a query could not be answered' },
  {
    pattern: /^(Network error while|Error while polling|Task polling has encountered|Error when recording heartbeat)/,
    message: 'Temporal does not answer as it should; the worker goes on trying',
  },
  {
    pattern: /^(Failing workflow task|Failing workflow due to nondeterminism)/,
    message: 'a run cannot go on with this version of modelrail, and waits: its page in the Temporal UI has the reason',
  },
];

/** A message of the SDK, reworded where it matters to an operator; undefined when it can be dropped. */
export function toLogLine({ level, message, meta }: Pick<LogEntry, 'level' | 'message' | 'meta'>): LogLine | undefined {
  // The worker of a host's files has no workflows, and none here has Nexus services: as it should be.
  if (/^No .* registered, not polling/.test(message)) return undefined;
  const line = runLineOf(meta);
  if (line !== undefined) {
    return { level: LEVELS[level], message: wordsOf(line), fields: fieldsOf(line, meta?.['runId']) };
  }
  const meaning = MEANINGS.find(({ pattern }) => pattern.test(message));
  const fields = logFields(meta);
  if (meaning === undefined) return { level: LEVELS[level], message, fields };
  return {
    level: meaning.level ?? LEVELS[level],
    message: meaning.message,
    fields: { ...fields, sdk: message.replace(/\s+/g, ' ') },
  };
}

/** What the SDK says beside a message, in our logger's terms; the token of a task is for Temporal alone. */
export function logFields(meta: LogEntry['meta']): Record<string, unknown> {
  const {
    error,
    details,
    taskToken: _own,
    task_token: _core,
    target: _target,
    spanContexts: _spans,
    ...fields
  } = meta ?? {};
  const err: unknown = error ?? details;
  return { ...fields, ...(err === undefined ? {} : { err: brief(err) }) };
}

/** Code and message of a gRPC status that was printed for a programmer; anything else as it is. */
function brief(error: unknown): unknown {
  if (typeof error !== 'string') return error;
  const [, code, message] = /^Status \{ code: (\w+), message: "((?:[^"\\]|\\.)*)"/.exec(error) ?? [];
  return code === undefined ? error : `${code}: ${message}`;
}
