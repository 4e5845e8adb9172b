import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Folders of the product, each a layer. */
export const LAYERS = [
  'contracts',
  'workflows',
  'activities',
  'platforms',
  'lib',
  'worker',
  'client',
  'gateway',
  'cli',
];

/** What dependency-cruiser saw in a folder. */
export interface CruiseOutcome {
  /** Files of the project, relative to the folder. */
  modules: string[];
  /** `rule: from`, sorted. */
  violations: string[];
}

/** The parts of dependency-cruiser's JSON that are looked at. */
interface CruiseReport {
  modules: { source: string; couldNotResolve?: boolean }[];
  summary: { violations: { from: string; rule: { name: string } }[] };
}

/** Runs dependency-cruiser with the configuration that lies in `folder`, as `npm run check` does. */
export async function cruise(folder: string, parts: readonly string[]): Promise<CruiseOutcome> {
  const program = join(projectRoot, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const args = [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...parts];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (stdout === '') reject(error ?? new Error(stderr));
      else resolve(stdout);
    });
  });
  // The program is pinned, and a test that finds nothing in its report fails.
  const report = JSON.parse(output) as CruiseReport;
  const ours = report.modules.filter(
    ({ source, couldNotResolve }) =>
      /\.tsx?$/.test(source) && !source.includes('node_modules') && couldNotResolve !== true,
  );
  return {
    modules: ours.map(({ source }) => source).toSorted(),
    violations: report.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).toSorted(),
  };
}

/** The sources in some folders and files below another, as {@link CruiseOutcome.modules} has them. */
export async function sourcesBelow(root: string, parts: readonly string[]): Promise<string[]> {
  const found = parts.map(async (part) => {
    if (!(await stat(join(root, part))).isDirectory()) return [part];
    const files = await readdir(join(root, part), { recursive: true });
    return files
      .filter((file) => /\.tsx?$/.test(file) && !file.startsWith(`dist${sep}`))
      .map((file) => join(part, file));
  });
  return (await Promise.all(found)).flat().toSorted();
}
