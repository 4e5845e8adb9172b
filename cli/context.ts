import pc from 'picocolors';
import type { Modelrail } from '../client/index.ts';
import type { Language } from '../lib/words/words.ts';
import type { CliConfig, ConfigReading } from './config.ts';
import { chosenLanguage } from './language.ts';
import { visibleJson, visibleLines } from './render/visible.ts';

/** Colours of one stream, as picocolors makes them. */
export type Colors = ReturnType<typeof pc.createColors>;

/** Options that every command takes, as they were given. */
export interface GlobalOptions {
  config?: string;
  json?: boolean;
  /** JSON as it goes, a value a line. */
  events?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  color: boolean;
  lang?: string;
}

/** One of the two streams that a person may be looking at. */
export interface Output {
  stream: NodeJS.WriteStream;
  /** Colours for this stream: none when it is no terminal, or none are wanted. */
  colors: Colors;
  /** A person may be looking at it, and answer. Not in a CI, whose terminal is read later. */
  isTerminal: boolean;
  /** Lines on it can be drawn anew: a terminal that is not dumb. */
  isDrawable: boolean;
  /** Columns to keep to; undefined when nothing limits a line (a file, a pipe). */
  readonly width: number | undefined;
  /** Writes a line. */
  line(text: string): void;
  /** Sends log lines to another writer, which draws below them; returns a function that ends this. */
  divert(line: (text: string) => void): () => void;
}

/** What a command works with. Nothing else of the command line reads the environment or the process's streams. */
export interface CliContext {
  /** With `--json` and with `--events`. */
  readonly isJson: boolean;
  /** Each state on the way is printed too. */
  readonly isEvents: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  /** What people are told in, and what papers are written in: JSON is English. */
  readonly language: Language;
  readonly configPath: string | undefined;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** For signals, and for who started it. */
  readonly process: NodeJS.Process;
  /** Standard input. */
  input(): NodeJS.ReadableStream;
  /** Results. */
  readonly out: Output;
  /** Everything else. */
  readonly err: Output;
  /** Writes a result line. */
  print(text: string): void;
  /** Writes the one JSON value of `--json`; with `--events` one of several, on a line of its own. */
  printJson(value: unknown): void;
  /** Tells something on stderr; silent with `--quiet` and `--json`. */
  note(text: string): void;
  /** Tells something on stderr that must be seen even with `--quiet` and `--json`. */
  warn(text: string): void;
  /** The configuration. Error: `InvalidRequest`. */
  config(reading?: ConfigReading): Promise<CliConfig>;
  /** The same with another configuration and environment, for commands that start a system of their own. */
  within(surroundings: { configPath: string; env: NodeJS.ProcessEnv }): CliContext;
  /** A connection to Temporal; the caller closes it. Errors: `InvalidRequest`, `TemporalUnavailable`. */
  connect(config: CliConfig): Promise<Modelrail>;
}

/** Wires a command's surroundings: streams, environment, configuration, connection. */
export function createContext(options: GlobalOptions, process: NodeJS.Process): CliContext {
  const terminal = terminalOf(process.env, options);
  const out = createOutput(process.stdout, terminal);
  const err = createOutput(process.stderr, terminal);
  return contextWith(options, {
    cwd: process.cwd(),
    env: process.env,
    process,
    input: () => process.stdin,
    out,
    err,
  });
}

type Surroundings = Pick<CliContext, 'cwd' | 'env' | 'process' | 'input' | 'out' | 'err'>;

function contextWith(options: GlobalOptions, surroundings: Surroundings): CliContext {
  const { cwd, env, out, err } = surroundings;
  const isEvents = options.events === true;
  const isJson = options.json === true || isEvents;
  const isQuiet = options.quiet === true;
  return {
    isJson,
    isEvents,
    isQuiet,
    isVerbose: options.verbose === true,
    language: chosenLanguage(options.lang, surroundings.env, surroundings.process.platform),
    configPath: options.config,
    ...surroundings,
    print: out.line,
    printJson: (value) => out.line(visibleJson(JSON.stringify(value, null, isEvents ? undefined : 2))),
    note: (text) => {
      if (!isQuiet && !isJson) err.line(text);
    },
    warn: err.line,
    async config(reading) {
      const { readConfig } = await import('./config.ts');
      return readConfig(options.config, env, cwd, reading);
    },
    within: ({ configPath, env: other }) =>
      contextWith({ ...options, config: configPath }, { ...surroundings, env: other }),
    async connect(config) {
      const { openClient } = await import('./connection.ts');
      return openClient(config, env, cwd, err.line);
    },
  };
}

/** What is known of the terminal beside its streams. */
interface Terminal {
  isCi: boolean;
  isDumb: boolean;
  /** `forced`: also where there is no terminal. */
  colors: boolean | 'forced';
}

const NO = new Set(['0', 'false']);

function terminalOf(env: NodeJS.ProcessEnv, { color, json, events }: GlobalOptions): Terminal {
  const { CI: ci = '', FORCE_COLOR: forced, NO_COLOR: none = '', TERM: term } = env;
  const isWanted = color && json !== true && events !== true && none === '';
  const isDumb = term === 'dumb';
  const colors = forced === undefined ? !isDumb : !NO.has(forced) && 'forced';
  return { isCi: ci !== '' && !NO.has(ci), isDumb, colors: isWanted && colors };
}

function createOutput(stream: NodeJS.WriteStream, terminal: Terminal): Output {
  // Node leaves it out where there is no terminal.
  const isTerminal = 'isTTY' in stream && stream.isTTY && !terminal.isCi;
  const writeLine = (text: string): void => {
    stream.write(`${text}\n`);
  };
  let line = writeLine;
  const colors = pc.createColors(terminal.colors === 'forced' || (isTerminal && terminal.colors));
  return {
    stream,
    isTerminal,
    isDrawable: isTerminal && !terminal.isDumb,
    colors,
    get width() {
      return isTerminal ? stream.columns || 80 : undefined;
    },
    // The one way to a person's eyes: what a field let through stops here.
    line: (text) => line(visibleLines(text, colors.isColorSupported)),
    divert(other) {
      line = other;
      return () => {
        line = writeLine;
      };
    },
  };
}
