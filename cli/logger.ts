import { type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino';
import type { CliContext } from './context.ts';
import { boundLogLine } from './log-line.ts';
import { visibleJson, visibleLog } from './render/visible.ts';

/** How a long-running command logs. */
export type LogFormat = 'pretty' | 'json';

/** A logger to stderr: for a person on a terminal, JSON lines otherwise, unless `format` says. */
export async function createLogger(context: CliContext, format: LogFormat | undefined): Promise<Logger> {
  const level = context.isVerbose ? 'debug' : context.isQuiet ? 'warn' : 'info';
  const isPretty = format === undefined ? context.err.isTerminal && !context.isJson : format === 'pretty';
  const options = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: context.isVerbose ? stdSerializers.err : briefly },
    hooks: { streamWrite: boundLogLine },
  };
  if (!isPretty) return pino(options, escaping(context.err.stream, visibleJson));
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty({
    destination: context.err.stream,
    colorize: context.err.colors.isColorSupported,
    translateTime: 'SYS:yyyy-mm-dd HH:MM:ss',
    ignore: 'pid,hostname',
    singleLine: true,
  });
  return pino(options, escaping(stream, visibleLog));
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
