import { useState } from 'preact/hooks';
import type { Manifest } from '../../contracts/manifest.ts';
import type { VerifyReport } from '../../contracts/verification.ts';
import { call, callJson } from '../api/call.ts';
import { reasonOf } from '../state/actions.ts';
import { tell } from '../state/messages.ts';
import { language, words } from '../state/session.ts';

/** Papers of a delivery, and the question whether all of it is still there. */
export function Evidence({ id, hasEnded }: { id: string; hasEnded: boolean }) {
  const said = words.value;
  const [asking, ask] = useState<string | undefined>();
  const [verified, verify] = useState<VerifyReport>();
  const base = `v1/ingestions/${encodeURIComponent(id)}`;
  const work = async (what: string, step: () => Promise<void>) => {
    ask(what);
    try {
      await step();
    } catch (error) {
      tell(reasonOf(error), true);
    } finally {
      ask(undefined);
    }
  };
  const once = (what: string, step: () => Promise<void>) => () => void work(what, step);
  const save = (what: string, path: string, name: string) =>
    once(what, async () => keep(await (await call(path)).blob(), name));
  const isAsking = asking !== undefined;
  const report = (format: string) => `${base}/report?format=${format}&lang=${language.value}`;
  return (
    <section class="card">
      <h2>{said.evidence}</h2>
      <p class="quiet">{said.evidenceText}</p>
      <div class="actions">
        <button type="button" disabled={isAsking} onClick={save('html', report('html'), `${id}.html`)}>
          {said.reportHtml}
        </button>
        <button type="button" disabled={isAsking} onClick={save('csv', report('csv'), `${id}.csv`)}>
          {said.reportCsv}
        </button>
        <button
          type="button"
          disabled={isAsking}
          onClick={once('json', async () => {
            const whole = await readManifest(`${base}/manifest`);
            keep(new Blob([JSON.stringify(whole, undefined, 2)], { type: 'application/json' }), `${id}.json`);
          })}
        >
          {said.manifest}
        </button>
        <button
          type="button"
          disabled={isAsking || !hasEnded}
          onClick={once('verify', async () =>
            verify(await callJson<VerifyReport>(`${base}/verify`, { method: 'POST' })),
          )}
        >
          {said.verify}
        </button>
      </div>
      <p role="status">
        {isAsking
          ? said.asking
          : verified &&
            Object.entries(verified.counts)
              .filter(([, count]) => count > 0)
              .map(([state, count]) => said.verified(said.verifications[state] ?? state, count))
              .join(' · ')}
      </p>
    </section>
  );
}

/** The manifest, whose files and steps come in pages. */
async function readManifest(path: string): Promise<Manifest> {
  const { nextPageToken, ...whole } = await callJson<Manifest & { nextPageToken?: string }>(path);
  for (let next = nextPageToken; next !== undefined; ) {
    const page = await callJson<Manifest & { nextPageToken?: string }>(`${path}?pageToken=${encodeURIComponent(next)}`);
    whole.files.push(...page.files);
    whole.steps.push(...page.steps);
    next = page.nextPageToken;
  }
  return whole;
}

/** Has the browser save something. */
function keep(what: Blob, name: string): void {
  const url = URL.createObjectURL(what);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // What is saved has been taken over by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
