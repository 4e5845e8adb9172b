import { ADVICE } from './advice.ts';
import { PROBLEMS } from './problems.ts';
import { SCHEMAS_REQUESTS } from './schemas-requests.ts';
import { SENTENCES } from './sentences.ts';
import { STATUSES } from './states.ts';
import { TEXTS_CONFIG } from './texts-config.ts';
import { TEXTS_REQUESTS } from './texts-requests.ts';
import { TEXTS_SYNCS } from './texts-syncs.ts';

/** Chinese of all that comes over HTTP with its sentences: what runs keep, what is wrong with requests, why something is refused. */
export const OVER_HTTP: Readonly<Record<string, string>> = {
  ...ADVICE,
  ...STATUSES,
  ...PROBLEMS,
  ...SCHEMAS_REQUESTS,
  ...TEXTS_CONFIG,
  ...TEXTS_REQUESTS,
  ...TEXTS_SYNCS,
  ...SENTENCES,
};
