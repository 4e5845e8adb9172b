import { sentenceOf } from '../contracts/sentences.ts';
import { isUrl } from '../contracts/source-path.ts';
import { ModelrailError } from '../lib/errors.ts';
import { toProblem } from '../lib/requests/check-files.ts';
import { fileError } from '../lib/requests/file-problem.ts';
import type { RequestError } from '../lib/requests/problems.ts';
import { assertReachable } from '../lib/sources/address-guard.ts';
import { createAdmission } from '../lib/sources/admission.ts';
import type { OwnSources } from './admit-sources.ts';

/**
 * What is wrong with the source of a sync that lies on this machine, or on a server; a folder of another host is looked at by
 * its worker, in each run. `SourceNotFound`, `SourceNotAllowed`, `InvalidRequest`.
 */
export async function lookAtSync(
  { source, host }: { source: string; host: string | undefined },
  { ownHost, localFiles, servers }: OwnSources,
): Promise<RequestError | undefined> {
  try {
    if (isUrl(source)) assertReachable(source, servers);
    else if (localFiles !== undefined && (host === undefined || host === ownHost)) {
      const { stats } = await createAdmission(localFiles)(source);
      if (!stats.isDirectory())
        throw new ModelrailError('InvalidRequest', sentenceOf('{path} is no folder', { path: source }));
    }
    return undefined;
  } catch (error) {
    return fileError([{ ...toProblem(source, error), path: ['source'] }]);
  }
}
