import { fractal3d } from './fractal3d.ts';
import { iuapFiles } from './iuap-files.ts';
import type { FurtherKind } from './kind.ts';
import { longyanDisk } from './longyan-disk.ts';

/** Every kind that the campaign knows beside the one that it is mostly about. */
export const FURTHER_KINDS = {
  fractal3d,
  'iuap-files': iuapFiles,
  'longyan-disk': longyanDisk,
} as const satisfies Record<string, FurtherKind>;
/** Name of one of {@link FURTHER_KINDS}. */
export type FurtherName = keyof typeof FURTHER_KINDS;
/** All names. */
export const FURTHER_NAMES = Object.keys(FURTHER_KINDS) as [FurtherName, ...FurtherName[]]; // as: the keys of the table
