import { resolve } from 'node:path';
import { type Level, type Logger, multistream, pino, stdSerializers, stdTimeFunctions } from 'pino';
import type { CliContext } from './context.ts';
import { openLogFile } from './log-file.ts';
import { boundLogLine } from './log-line.ts';
import { localTimes } from './render/units.ts';
import { visibleJson, visibleLog } from './render/visible.ts';

/** How a long-running command logs. */
export type LogFormat = 'pretty' | 'json';

/** How a command logs, by its flags. */
export interface LogOptions {
  logFormat?: LogFormat;
  /** A file beside stderr. */
  logFile?: string;
}

/**
 * A logger to stderr: for a person on a terminal, JSON lines otherwise, unless `logFormat` says. With `logFile` JSON lines to
 * files too, whatever is quiet on stderr.
 */
export async function createLogger(context: CliContext, { logFormat, logFile }: LogOptions): Promise<Logger> {
  const shown: Level = context.isVerbose ? 'debug' : context.isQuiet ? 'warn' : 'info';
  const kept: Level = context.isVerbose ? 'debug' : 'info';
  const isPretty = logFormat === undefined ? context.err.isTerminal && !context.isJson : logFormat === 'pretty';
  const options = {
    level: logFile === undefined ? shown : kept,
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: context.isVerbose ? stdSerializers.err : briefly },
    hooks: { streamWrite: boundLogLine },
  };
  const stderr = isPretty ? await prettyStream(context) : escaping(context.err.stream, visibleJson);
  if (logFile === undefined) return pino(options, stderr);
  const file = await openLogFile(resolve(context.cwd, logFile), context.warn);
  const streams = [
    { level: shown, stream: stderr },
    { level: kept, stream: escaping(file, visibleJson) },
  ];
  return pino(options, multistream(streams));
}

async function prettyStream(context: CliContext) {
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty({
    destination: context.err.stream,
    colorize: context.err.colors.isColorSupported,
    translateTime: 'SYS:yyyy-mm-dd HH:MM:ss',
    ignore: 'pid,hostname',
    singleLine: true,
    // Of these it makes lines of their own: a field `error` is a text, and its line stays one.
    errorLikeObjectKeys: ['err'],
  });
  return escaping(stream, (line) => localTimes(visibleLog(line)));
}

/** Lines on their way to a terminal or a file, in which nothing moves a cursor once they are shown. */
function escaping(
  stream: { write(line: string): unknown },
  escape: (line: string) => string,
): { write(line: string): void } {
  return { write: (line) => void stream.write(escape(line)) };
}

/** An error without its stack, which is for `--verbose`. */
function briefly(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const type = 'type' in error && typeof error.type === 'string' ? error.type : error.name;
  return `${type}: ${error.message}`;
}
