import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** What the built library is made of. */
export interface ClientClosure {
  /** Code and declarations, as paths in the built folder with `/`, sorted. */
  files: string[];
  /** Names of the packages that they import, sorted. */
  packages: string[];
}

const ENTRIES = ['client/index.js', 'client/index.d.ts'];

/** Follows the imports of the library's entry in the built folder `dist`: of its code, and of its declarations. */
export function clientClosure(dist: string): ClientClosure {
  const files = new Set(ENTRIES);
  const packages = new Set<string>();
  // A set goes on to what is added to it on the way.
  for (const file of files) {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(dist, file), 'utf8'), true, true);
    for (const { fileName } of importedFiles) {
      if (fileName.startsWith('.')) files.add(builtFile(file, fileName));
      else if (!isBuiltin(fileName)) packages.add(packageOf(fileName));
    }
  }
  return { files: [...files].toSorted(), packages: [...packages].toSorted() };
}

/** Declarations keep the names of the sources in their imports, and mean the declarations beside them. */
function builtFile(from: string, imported: string): string {
  const path = posix.join(posix.dirname(from), imported);
  return from.endsWith('.d.ts') ? path.replace(/\.[jt]s$/, '.d.ts') : path;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
