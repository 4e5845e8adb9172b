import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../errors.ts';
import type { RemoteHttp } from './remote-http.ts';
import type { RemoteObject } from './remote-object.ts';
import type { HttpAddress } from './source-url.ts';

/**
 * What lies at an address of HTTP. Where it redirects to is remembered for the next request; a target that has expired is
 * asked for anew.
 */
export function createHttpObject(http: RemoteHttp, source: string): RemoteObject {
  let target: HttpAddress | undefined;
  return {
    shown: shownSource(source),
    async get(headers, signal) {
      const at = target;
      try {
        const answer = await http.get(source, { headers, signal, at });
        target = answer.at;
        return answer;
      } catch (error) {
        const isExpired = error instanceof ModelrailError && !error.isRetryable && at !== undefined;
        if (!isExpired) throw error;
        target = undefined;
        const answer = await http.get(source, { headers, signal });
        target = answer.at;
        return answer;
      }
    },
  };
}
