import { spanText } from '../format.ts';
import { Moment } from '../parts/moment.tsx';
import { isolated, Name } from '../parts/name.tsx';
import { Problem } from '../parts/problem.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { overview } from '../state/overview.ts';
import { hrefOf } from '../state/route.ts';
import { keptSayer, words } from '../state/session.ts';
import { actOnSync, type Sync } from '../state/syncs.ts';

const AGAIN_MS = 15_000;

/** A text that changes when a sync begins or ends its run. */
export function madeNow(): string {
  return (overview.value?.syncs ?? []).map(({ name, id }) => `${name} ${id}`).join('|');
}

/** All recurring syncs. */
export function SyncsView() {
  const said = words.value;
  const { value, error, reload } = useLoaded<{ syncs: Sync[] }>('v1/syncs', AGAIN_MS, madeNow());
  return (
    <>
      <h1 id="syncs">{said.syncs}</h1>
      <Problem error={error} />
      {value === undefined ? (
        error === undefined && <p class="quiet">{said.looking}</p>
      ) : value.syncs.length === 0 ? (
        <p class="quiet">{said.noSyncs}</p>
      ) : (
        <section class="group">
          <table class="rows" aria-labelledby="syncs">
            <thead>
              <tr>
                <th scope="col">{said.name}</th>
                <th scope="col">{said.source}</th>
                <th scope="col">{said.platform}</th>
                <th scope="col">{said.schedule}</th>
                <th scope="col">{said.lastRun}</th>
                <th scope="col">{said.nextRun}</th>
                <th scope="col">
                  <span class="hidden">{said.action}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {value.syncs.map((sync) => (
                <SyncRow key={sync.name} sync={sync} onDone={reload} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

function SyncRow({ sync, onDone }: { sync: Sync; onDone: () => void }) {
  const said = words.value;
  const { name, source, platform, lastRun, nextRuns, paused } = sync;
  const [next] = nextRuns;
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf({ view: 'sync', name })}>
          <Name text={name} />
        </a>
      </th>
      <td data-label={said.source} class="wide">
        <Name text={keptSayer(sync)(source)} />
      </td>
      <td data-label={said.platform}>
        <Name text={platform} />
      </td>
      <td data-label={said.schedule}>{scheduleText(sync)}</td>
      <td data-label={said.lastRun}>
        {lastRun === undefined ? (
          <span class="none">–</span>
        ) : (
          <>
            <span class={`status ${lastRun.status}`}>{said.statuses[lastRun.status]}</span>{' '}
            <Moment at={lastRun.closedAt ?? lastRun.startedAt} />
          </>
        )}
      </td>
      <td data-label={said.nextRun}>
        {paused ? said.statuses.paused : next === undefined ? <span class="none">–</span> : <Moment at={next} />}
      </td>
      <td class="buttons">
        <button
          type="button"
          aria-label={said.runOf(isolated(name))}
          onClick={() => void actOnSync(name, 'trigger', onDone)}
        >
          {said.runNow}
        </button>
      </td>
    </tr>
  );
}

/** When its runs are made, as it was declared. */
export function scheduleText({ spec: { every, cron, timezone } }: Sync): string {
  if (cron !== undefined) return timezone === undefined ? cron : `${cron} (${timezone})`;
  const said = words.value;
  return every === undefined ? '' : said.every(spanText(every, said.units));
}
