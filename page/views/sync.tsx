import type { ComponentChildren } from 'preact';
import { ErrorText, errorTypeText } from '../parts/error-text.tsx';
import { Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { Name } from '../parts/name.tsx';
import { Problem } from '../parts/problem.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { hrefOf } from '../state/route.ts';
import { keptSayer, words } from '../state/session.ts';
import { actOnSync, type SyncDetails, type SyncRun } from '../state/syncs.ts';
import { madeNow, scheduleText } from './syncs.tsx';

const AGAIN_MS = 10_000;

/** One sync: when it runs, what its latest run did, and how to start one. */
export function SyncView({ name }: { name: string }) {
  const said = words.value;
  const { value, error, reload } = useLoaded<SyncDetails>(`v1/syncs/${encodeURIComponent(name)}`, AGAIN_MS, madeNow());
  return (
    <>
      <nav aria-label={said.path}>
        <a href={hrefOf({ view: 'syncs' })}>← {said.syncs}</a>
      </nav>
      <h1>
        <Name text={name} />
      </h1>
      <Problem error={error} />
      {value === undefined ? (
        error === undefined && <p class="quiet">{said.looking}</p>
      ) : (
        <>
          <Declared sync={value} onDone={reload} />
          {value.lastRun !== undefined && <LastRun run={value.lastRun} />}
          <Missed sync={value} />
        </>
      )}
    </>
  );
}

function Missed({ sync }: { sync: SyncDetails }) {
  const sayKept = keptSayer(sync);
  const all = sync.missed.map(({ at, reason }) => ({ key: at, at, text: sayKept(reason) }));
  return <Lines title={words.value.missed} all={all} />;
}

function Declared({ sync, onDone }: { sync: SyncDetails; onDone: () => void }) {
  const said = words.value;
  const sayKept = keptSayer(sync);
  const { name, source, platform, paused, note, nextRuns, remembered, problem } = sync;
  const [next] = nextRuns;
  return (
    <section class="card standing">
      {problem !== undefined && (
        <p class="problem">
          <ErrorText of={problem} sayKept={sayKept} />
        </p>
      )}
      <div class="actions">
        <button type="button" class="primary" onClick={() => void actOnSync(name, 'trigger', onDone)}>
          {said.runNow}
        </button>
        <button type="button" onClick={() => void actOnSync(name, paused ? 'resume' : 'pause', onDone)}>
          {paused ? said.resume : said.pause}
        </button>
      </div>
      <Facts
        all={[
          [said.source, <Name key="s" text={sayKept(source)} />],
          [said.platform, <Name key="p" text={platform} />],
          [said.schedule, scheduleText(sync)],
          [said.nextRun, paused ? said.statuses.paused : next && <Moment at={next} />],
          [said.note, note && <Name text={sayKept(note)} />],
          [said.remembered, remembered && said.rememberedFiles(remembered.files, remembered.gone, remembered.setAside)],
        ]}
      />
    </section>
  );
}

function LastRun({ run }: { run: SyncRun }) {
  const said = words.value;
  const sayKept = keptSayer(run);
  const { status, startedAt, closedAt, note, error, ingestions } = run;
  return (
    <>
      <section class="card standing">
        <div class="state">
          <h2>{said.lastRun}</h2>
          <strong class={`status ${status}`}>{said.statuses[status]}</strong>
          <span>
            <Moment at={startedAt} />
            {closedAt !== undefined && (
              <>
                {' – '}
                <Moment at={closedAt} />
              </>
            )}
          </span>
        </div>
        {error !== undefined && (
          <p class="problem">
            <ErrorText of={error} sayKept={sayKept} />
          </p>
        )}
        {note !== undefined && (
          <p class="quiet">
            <Name text={sayKept(note)} />
          </p>
        )}
        <p>{said.runCounts(run.found, run.new, run.changed, run.unchanged)}</p>
        {ingestions.length > 0 && (
          <ul class="inline flush">
            {ingestions.map((id) => (
              <li key={id}>
                <a href={hrefOf({ view: 'ingestion', id })}>
                  <Name text={id} />
                </a>
              </li>
            ))}
          </ul>
        )}
      </section>
      <Lines
        title={said.statuses.failed}
        all={run.failed.map(({ path, error: { type, message } }) => ({
          key: path,
          text: [path, errorTypeText(type), sayKept(message)].join(said.colon),
        }))}
      />
      <Lines title={said.removed} all={run.removed.map((path) => ({ key: path, text: path }))} />
      <Lines title={said.deleted} all={run.deleted.map((path) => ({ key: path, text: path }))} />
      <Lines title={said.setAside} all={run.setAside.map((path) => ({ key: path, text: path }))} />
      <Lines title={said.stillWritten} all={run.waiting.map((path) => ({ key: path, text: path }))} />
    </>
  );
}

function Lines({
  title,
  all,
}: {
  title: string;
  all: readonly { key: string; at?: string; text: string }[];
}): ComponentChildren {
  if (all.length === 0) return null;
  return (
    <details class="card">
      <summary>
        {title} ({all.length})
      </summary>
      <ul class="lines">
        {all.map(({ key, at, text }) => (
          <li key={key}>
            {at !== undefined && (
              <>
                <Moment at={at} />{' '}
              </>
            )}
            <Name text={text} />
          </li>
        ))}
      </ul>
    </details>
  );
}
