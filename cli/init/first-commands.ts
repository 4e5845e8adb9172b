import { say } from '../../lib/words/say.ts';
import { definitionOf } from '../../platforms/kinds.ts';
import { exampleFlags } from '../ingest-options.ts';
import type { Setup } from './setup.ts';

/** Where `init` has written, as a person names it who is in the working folder. */
export interface Written {
  env: string;
  /** Where the configuration has a place of its own. */
  config?: string;
}

/** What to type next in PowerShell on Windows, in a POSIX shell elsewhere. */
export function firstCommands(setup: Setup, { env, config }: Written, platform: NodeJS.Platform): string[] {
  const isWindows = platform === 'win32';
  const quote = isWindows ? quotedForPowerShell : quotedForShell;
  const named = config === undefined ? '' : ` --config ${quote(config)}`;
  const start = `${isWindows ? readByPowerShell(quote(env)) : readByShell(quote(env))}; modelrail dev${named}`;
  if (definitionOf(setup.kind).request === undefined) {
    return [
      say('Next, in this terminal:'),
      `  ${start}`,
      say('and in another one:'),
      `  modelrail call ${setup.name}${named}`,
    ];
  }
  const ingest = ['modelrail ingest', quote(setup.models), ...exampleFlags(setup.kind)].join(' ') + named;
  return [
    say('Next, in this terminal:'),
    `  ${start}`,
    say('and, with a model in {folder}, in another one:', { folder: setup.models }),
    `  ${ingest} --dry-run`,
    say('That sends nothing; without --dry-run the models are delivered.'),
  ];
}

function readByShell(env: string): string {
  // A shell looks for a name without a slash in its PATH.
  const path = env.includes('/') ? env : env.replace(/^'?/, '$&./');
  return `set -a; . ${path}; set +a`;
}

/** The value is what is between the quotes; within double ones a backslash stands before some characters. */
function readByPowerShell(env: string): string {
  const unescaped = `if ($value[0] -eq '"') { $value = $value -replace '\\\\(.)', '$1' }`;
  const set = "Set-Item env:$name ($value -replace '^.|.$')";
  return `Get-Content -Encoding utf8 ${env} | ForEach-Object { $name, $value = $_ -split '=', 2; ${unescaped}; ${set} }`;
}

function quotedForShell(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function quotedForPowerShell(text: string): string {
  return /^[\w./\\:-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
