import type { Argument, Option } from 'commander';
import { kindFacts } from '../../contracts/kinds.ts';
import type { IngestStatus } from '../../contracts/progress.ts';
import { simulators } from '../../platforms/simulators.ts';
import { KINDS } from '../init/setup.ts';
import { LIST_COLUMNS } from '../render/ingestion-list.ts';
import type { Place } from './place.ts';

/** Where the values come from that may stand somewhere. `text`: any text may. */
export type Source =
  | { from: 'text' | 'files' | 'platforms' | 'syncs' | 'targets' | 'commands' }
  | { from: 'ids'; statuses?: readonly IngestStatus[] }
  | { from: 'operations'; platform: string }
  /** Names of the configuration for the values that an option of `ingest` takes. */
  | { from: 'names'; option: string }
  /** `isList`: several may stand there, with commas between. */
  | { from: 'choices'; choices: readonly string[]; isList?: true };

const TEXT: Source = { from: 'text' };
const FILES: Source = { from: 'files' };
const PLATFORMS: Source = { from: 'platforms' };

/** A demo delivers files. */
const SIMULATED: Source = {
  from: 'choices',
  choices: simulators.filter(({ kind }) => kindFacts(kind) !== undefined).map(({ platform }) => platform),
};

/** By the option, behind its command where it means something else there than elsewhere. */
const OF_OPTIONS: Readonly<Record<string, Source>> = {
  '--platform': PLATFORMS,
  '--to': PLATFORMS,
  '--source': FILES,
  'retry --source': TEXT,
  'demo --platform': SIMULATED,
  'init --kind': { from: 'choices', choices: KINDS },
  'list --columns': { from: 'choices', choices: LIST_COLUMNS, isList: true },
};

const OPEN: readonly IngestStatus[] = ['running', 'paused'];

/** By the command and the name of the argument, which alone stands for all commands. */
const OF_ARGUMENTS: Readonly<Record<string, Source>> = {
  id: { from: 'ids' },
  'pause id': { from: 'ids', statuses: ['running'] },
  'resume id': { from: 'ids', statuses: ['paused'] },
  'cancel id': { from: 'ids', statuses: OPEN },
  'set id': { from: 'ids', statuses: OPEN },
  platform: PLATFORMS,
  file: FILES,
  plan: FILES,
  name: { from: 'syncs' },
  'sync create name': TEXT,
  'notify test name': { from: 'targets' },
  command: { from: 'commands' },
};

/** Where the values of an option come from. */
export function sourceOfOption({ long, flags, argChoices }: Option, path: readonly string[]): Source {
  if (argChoices !== undefined) return { from: 'choices', choices: argChoices };
  const name = long ?? '';
  const known = OF_OPTIONS[[...path, name].join(' ')] ?? OF_OPTIONS[name];
  if (known !== undefined) return known;
  if (/<(?:file|folder)\b/.test(flags)) return FILES;
  // Requests alone take names: `--area-code` of other commands is of another platform.
  return path[0] === 'ingest' ? { from: 'names', option: name } : TEXT;
}

/** Where the values of an argument come from. */
export function sourceOfArgument(
  argument: Argument,
  { path, args, given }: Pick<Place, 'path' | 'args' | 'given'>,
): Source {
  const { argChoices } = argument;
  const name = argument.name();
  if (argChoices !== undefined) return { from: 'choices', choices: argChoices };
  if (name === 'operation') return { from: 'operations', platform: args[0] ?? '' };
  // What is compared with a report are the files of a folder.
  if ([...given.keys()].some(({ long }) => long === '--check')) return FILES;
  return OF_ARGUMENTS[[...path, name].join(' ')] ?? OF_ARGUMENTS[name] ?? TEXT;
}
