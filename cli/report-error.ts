import { adviceOn } from '../contracts/advice.ts';
import type { ErrorType } from '../contracts/errors.ts';
import { ModelrailError } from '../lib/errors.ts';
import { RequestError } from '../lib/requests/problems.ts';
import { say, sayTold, spokenLanguage, translated, wordsOf } from '../lib/words/say.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodeOfError } from './exit-codes.ts';
import { errorName } from './render/error-words.ts';
import { printable } from './render/text.ts';

/** Any thrown value as the one class of error; an unexpected one becomes `Internal`. */
export function toModelrailError(error: unknown): ModelrailError {
  if (error instanceof ModelrailError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ModelrailError('Internal', message, { cause: error });
}

/** Tells an error that ended a command, as JSON on stdout or as text on stderr, and gives the exit code for it. */
export function reportError(context: CliContext, thrown: unknown): ExitCode {
  const error = toModelrailError(thrown);
  if (context.isJson) {
    context.printJson({ error: error.toInfo() });
  } else {
    const { red, bold } = context.err.colors;
    const lines = messageOf(error).split('\n').map(printable);
    if (error.type === 'Internal') lines.push(say('unexpected error: run it again with --verbose for the stack trace'));
    context.warn(
      lines.length === 1
        ? `${red(bold(say('error: ')))}${lines[0]}`
        : [red(bold(say('error: '))).trimEnd(), ...lines.map((line) => `  ${line}`)].join('\n'),
    );
  }
  if (context.isVerbose) context.warn(stackOf(thrown));
  return exitCodeOfError(error.type);
}

/** Errors of which the message alone says what to do. */
const SAID_BY_MESSAGE: ReadonlySet<ErrorType> = new Set(['InvalidRequest', 'NotFound', 'AlreadyExists', 'Internal']);

/** Errors that are always a platform's or a source's, whatever says them: what is to be done follows from their type. */
const OF_OTHERS: ReadonlySet<ErrorType> = new Set([
  'SourceNotAllowed',
  'RateLimited',
  'PlatformRefused',
  'PlatformUnavailable',
  'ConversionFailed',
  'ConversionTimeout',
]);

/**
 * The message for a person; of a request it was said in the language when it was made. What others answered, and what is not
 * translated, is told with what its type is called, and with what to do about that; our own sentences have the way out in them.
 */
function messageOf(error: ModelrailError): string {
  const { type, message, told } = error;
  if (error instanceof RequestError) return message;
  if (spokenLanguage() === 'en') return wordsOf(error);
  const isAnswered = told?.text.startsWith('{call}: ') === true;
  if (told !== undefined && !isAnswered && !OF_OTHERS.has(type)) return sayTold(told);
  const isToldByMessage = type === 'Internal' || (!isAnswered && SAID_BY_MESSAGE.has(type));
  // Of a command it is not known here what kind its platform is of.
  const advice = isToldByMessage
    ? []
    : [`→ ${translated(adviceOn(error, { kind: '', told: error.toKept().told ?? [] }))}`];
  return [say('{title}: {text}', { title: errorName(type), text: wordsOf(error) }), ...advice].join('\n');
}

/** The stack with those of all causes. */
function stackOf(thrown: unknown): string {
  const stacks: string[] = [];
  for (let at = thrown; at instanceof Error; at = at.cause) stacks.push(at.stack ?? String(at));
  return stacks.join('\ncaused by: ');
}
