import { isFreshBuild } from '../../scripts/sources-digest.ts';

/** Throws when the `dist/` below `root` was not built from the sources beside it. */
export function assertFreshBuild(root: string): void {
  if (!isFreshBuild(root)) throw new Error('dist/ is not there, or not of the sources as they are: run npm run build');
}
