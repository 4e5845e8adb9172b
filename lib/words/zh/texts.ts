import { TEXTS_COMMANDS } from './texts-commands.ts';
import { TEXTS_CONFIG } from './texts-config.ts';
import { TEXTS_ERRORS } from './texts-errors.ts';
import { TEXTS_HELP } from './texts-help.ts';
import { TEXTS_KINDS } from './texts-kinds.ts';
import { TEXTS_OUTPUT } from './texts-output.ts';
import { TEXTS_REQUESTS } from './texts-requests.ts';
import { TEXTS_SERVER } from './texts-server.ts';
import { TEXTS_SYNCS } from './texts-syncs.ts';
import { TEXTS_SYSTEM } from './texts-system.ts';
import { TEXTS_USAGE } from './texts-usage.ts';

/** Chinese of all that the command line says, by the English that stands in the code. */
export const TEXTS = {
  ...TEXTS_COMMANDS,
  ...TEXTS_CONFIG,
  ...TEXTS_ERRORS,
  ...TEXTS_HELP,
  ...TEXTS_KINDS,
  ...TEXTS_OUTPUT,
  ...TEXTS_SERVER,
  ...TEXTS_REQUESTS,
  ...TEXTS_SYNCS,
  ...TEXTS_SYSTEM,
  ...TEXTS_USAGE,
} as const;

/** Texts that {@link say} says. */
export type ChineseTexts = typeof TEXTS;
