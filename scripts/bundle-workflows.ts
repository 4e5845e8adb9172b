import { readdirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

const LOGGER = { trace() {}, debug() {}, info() {}, log() {}, warn: console.warn, error: console.error };

/**
 * The workflows of a folder with the layers, built or not, as the code that workers run. All runs that a worker has in memory
 * share the modules of `contracts/`, which keep nothing of a run: each of its own would take half of what a small run takes. They carry
 * traces, unless `hasTraces` says that they do not.
 */
export async function bundleWorkflows(folder: string, hasTraces = true): Promise<string> {
  const contracts = join(folder, 'contracts');
  const files = readdirSync(contracts, { recursive: true, encoding: 'utf8' });
  const modules = files.filter((file) => /(?<!\.d)\.[jt]s$/.test(file)).sort();
  const extension = modules[0]?.slice(-3) ?? '';
  const converter = join(folder, 'workflows', `data-converter${extension}`);
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(folder, 'workflows', `index${extension}`),
    payloadConverterPath: converter,
    failureConverterPath: converter,
    workflowInterceptorModules: [
      join(folder, 'workflows', 'status', `details-when-asked${extension}`),
      ...(hasTraces ? [join(folder, 'workflows', `tracing${extension}`)] : []),
    ],
    preloadModules: modules.map((file) => join(contracts, file)),
    logger: LOGGER,
  });
  return withoutSources(code, folder);
}

const SOURCE_MAP = /(\/\/# sourceMappingURL=data:application\/json[^,]*,)([A-Za-z0-9+/=]+)/;

/** With a source map that has the places of the sources, as names of no machine, and not their text: no stack trace shows it. */
function withoutSources(code: string, folder: string): string {
  return code.replace(SOURCE_MAP, (_all, head: string, base64: string) => {
    const map = JSON.parse(Buffer.from(base64, 'base64').toString()) as { sources: string[]; sourcesContent?: unknown }; // as: a source map
    delete map.sourcesContent;
    const prefix = `${resolve(folder)}${sep}`;
    map.sources = map.sources.map((path) => path.replace(prefix, '').replace(/^.*(?=node_modules\/)/, ''));
    return head + Buffer.from(JSON.stringify(map)).toString('base64');
  });
}
