import type { RequestFlags } from '../../lib/requests/flags.ts';

/** The flags of `ingest` for platforms of this kind. */
export const dropBoxFlags: RequestFlags = {
  flags: [
    { group: 'A box:', flag: '--box <name>', path: 'box', text: 'the box that takes the files', example: 'inbox' },
  ],
};
