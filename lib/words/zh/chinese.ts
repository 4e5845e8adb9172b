import { ACCOUNT_FIELDS } from './account-fields.ts';
import { ADVICE } from './advice.ts';
import { HELP_COMMANDS } from './help-commands.ts';
import { HELP_KINDS } from './help-kinds.ts';
import { FILE_FIELDS } from './operation-fields.ts';
import { OPERATIONS } from './operations.ts';
import { PARSER } from './parser.ts';
import { PROBLEMS } from './problems.ts';
import { SCHEMAS } from './schemas.ts';
import { SENTENCES } from './sentences.ts';
import { TEXTS } from './texts.ts';

/** Chinese of what the help says of commands and options, by the English that stands there. */
export const HELP: Readonly<Record<string, string>> = { ...HELP_COMMANDS, ...HELP_KINDS };

/** Chinese of what operations of platforms take, by the English of their fields. */
export const FIELDS: Readonly<Record<string, string>> = { ...ACCOUNT_FIELDS, ...FILE_FIELDS };

/** Chinese of all that the command line says: read only where it is spoken. */
export const CHINESE: Readonly<Record<string, string>> = {
  ...HELP,
  ...ADVICE,
  ...FIELDS,
  ...OPERATIONS,
  ...PROBLEMS,
  ...SCHEMAS,
  ...PARSER,
  ...SENTENCES,
  ...TEXTS,
};
