import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * Compiles `command-host.ts` and answers where it is. A loader of TypeScript would be loaded again by each thread of each worker
 * that runs in the host: a third of the CPU of all hosts.
 */
export function compileHost(root: string): string {
  const source = readFileSync(join(root, 'test', 'support', 'command-host.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  const folder = join(root, 'node_modules', '.cache', 'test-host');
  const path = join(folder, 'command-host.mjs');
  mkdirSync(folder, { recursive: true });
  // Another run may read it.
  writeFileSync(`${path}.${process.pid}`, outputText);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}
