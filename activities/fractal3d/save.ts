import type { Fractal3dActivities, SavedResult } from '../../contracts/fractal3d/activities.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { safeFileName } from '../../lib/results/file-names.ts';
import { forEachFile } from '../groups.ts';
import { createMaking } from '../making.ts';
import { asActivity } from '../run.ts';
import type { Fractal3dDeps } from './session.ts';

/** Results that are fetched at a time. */
const AT_ONCE = 4;

/** The step that saves results on this machine. */
export function createSaveActivities({
  session,
  results,
  exclusive,
}: Pick<Fractal3dDeps, 'session' | 'results' | 'exclusive'>): Pick<Fractal3dActivities, 'saveFractal3dResults'> {
  return {
    saveFractal3dResults: asActivity(async ({ platform, ingestion, files }, run) => {
      const { client, settings } = session(platform);
      const attempt = { ...run, ingestion };
      const making = createMaking<Pick<SavedResult, 'saved'>>(run);
      const saved = await forEachFile(
        files,
        run.signal,
        async ({ index, transactionId, folder, names }) => {
          const known = making.of(index);
          if (known !== undefined) return { index, state: 'ok' as const, ...known };
          const safe = names.map((parts) => safeFileName(...parts));
          const path = await exclusive.run(`${folder}/${safe.join('/')}`, attempt, async () => {
            // Asked for anew: an address is good for a while only.
            const { url } = await client.conversion({ transactionId, signal: run.signal, share: ingestion });
            if (url === undefined) throw withoutAddress(transactionId);
            return results.save({ url, platform: settings, folder, names: safe, signal: run.signal });
          });
          making.keep(index, { saved: path });
          run.report(() => ({ step: 'save', ...making.heartbeat() }));
          return { index, state: 'ok' as const, saved: path };
        },
        AT_ONCE,
      );
      return { files: saved };
    }),
  };
}

function withoutAddress(transactionId: string): ModelrailError {
  const words = sentenceOf('the platform gives no address for the result of transaction {transactionId}', {
    transactionId,
  });
  return new ModelrailError('UnexpectedResponse', words, { isConclusive: true });
}
