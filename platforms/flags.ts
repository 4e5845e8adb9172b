import type { PlatformKind } from '../contracts/kinds.ts';
import type { RequestFlags } from '../lib/requests/flags.ts';
import { chongqingBimFlags } from './chongqing-bim/flags.ts';
import { fractal3dFlags } from './fractal3d/flags.ts';
import { iuapFilesFlags } from './iuap-files/flags.ts';
import { longyanDiskFlags } from './longyan-disk/flags.ts';

// Apart from `kinds.ts`: help needs no schemas, and is to be there at once.

/** The flags of `ingest` for each kind of platform that takes files: a line for each. */
const FLAGS: Partial<Record<PlatformKind, RequestFlags>> = {
  'chongqing-bim': chongqingBimFlags,
  fractal3d: fractal3dFlags,
  'iuap-files': iuapFilesFlags,
  'longyan-disk': longyanDiskFlags,
};

/** The flags of one kind of platform. */
export function flagsOf(kind: PlatformKind): RequestFlags {
  return FLAGS[kind] ?? { flags: [] };
}

/** The flags of each kind of platform. */
export const flagsByKind: readonly (readonly [kind: string, flags: RequestFlags])[] = Object.entries(FLAGS);
