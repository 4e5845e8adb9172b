import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Where `npm run build` leaves {@link sourcesDigest}, below the project's root. */
export const DIGEST_FILE = join('dist', 'sources.sha256');

/** What makes `dist/` of the sources. */
export const MAKERS = [
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/build.ts',
  'scripts/build-page.ts',
  'scripts/bundle-workflows.ts',
  'scripts/client-closure.ts',
] as const;

/** Everything below it goes into the page of the gateway. */
const PAGE_FOLDER = 'page';

/** SHA-256, in hex, of all that `dist/` is made from: the sources of the product, and {@link MAKERS}. */
export function sourcesDigest(root: string): string {
  // The project's own file.
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8')) as { include: string[] };
  const sources = include.flatMap((layer) =>
    readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('dist'))
      .map((name) => join(layer, name)),
  );
  const page = readdirSync(join(root, PAGE_FOLDER), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  const hash = createHash('sha256');
  for (const path of [...MAKERS, ...[...sources, ...page].toSorted()]) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Whether the `dist/` below `root` was built from the sources that are there. */
export function isFreshBuild(root: string): boolean {
  const path = join(root, DIGEST_FILE);
  return existsSync(path) && readFileSync(path, 'utf8').trim() === sourcesDigest(root);
}
