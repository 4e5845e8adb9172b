import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Version of this package, from the nearest `package.json` above this file: in a checkout, and in `dist/` as well. */
export function packageVersion(): string {
  let folder = import.meta.dirname;
  while (folder !== dirname(folder)) {
    const version = versionIn(folder);
    if (version !== undefined) return version;
    folder = dirname(folder);
  }
  return 'unknown';
}

function versionIn(folder: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const isOurs =
      typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'modelrail';
    return isOurs && 'version' in manifest ? String(manifest.version) : undefined;
  } catch {
    // No manifest in this folder: the one above may have it.
    return undefined;
  }
}
