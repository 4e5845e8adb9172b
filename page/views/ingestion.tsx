import { useState } from 'preact/hooks';
import { adviceOn, waitingAdviceOf } from '../../contracts/advice.ts';
import { labelsText } from '../../contracts/labels.ts';
import type { IngestProgress } from '../../contracts/progress.ts';
import { transferredBytes } from '../../contracts/transferred-bytes.ts';
import { clockText, sizeText } from '../format.ts';
import { AdviceText } from '../parts/advice-text.tsx';
import { Bar } from '../parts/bar.tsx';
import { ErrorText, errorTypeText } from '../parts/error-text.tsx';
import { Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { isolated, Name } from '../parts/name.tsx';
import { Problem } from '../parts/problem.tsx';
import { type Action, act } from '../state/actions.ts';
import { useIngestion } from '../state/ingestion.ts';
import { hrefOf } from '../state/route.ts';
import { keptSayer, words } from '../state/session.ts';
import { Evidence } from './evidence.tsx';
import { Files } from './files.tsx';
import { Story } from './story.tsx';

/** One ingestion: how it stands, what can be done, its files, its story and its evidence. */
export function IngestionView({ id }: { id: string }) {
  const said = words.value;
  const [again, follow] = useState(0);
  const { progress, rate, state, problem } = useIngestion(id, again);
  return (
    <>
      <nav aria-label={said.path}>
        <a href={hrefOf({ view: 'overview' })}>← {said.overview}</a>
      </nav>
      <h1>
        <Name text={id} />
      </h1>
      {state === 'lost' && <Problem error={problem} />}
      {progress === undefined ? (
        state !== 'lost' && <p class="quiet">{said.looking}</p>
      ) : (
        <>
          <Standing progress={progress} rate={rate} onRetried={() => follow(again + 1)} />
          <Files progress={progress} />
          <Story id={id} changed={`${progress.runId} ${progress.status} ${progress.stage} ${progress.waiting?.for}`} />
          <Evidence id={id} hasEnded={progress.closedAt !== undefined} />
        </>
      )}
    </>
  );
}

function Standing({ progress, rate, onRetried }: { progress: IngestProgress; rate: number; onRetried: () => void }) {
  const said = words.value;
  const { status, stage, percent, closedAt, error, note, warnings = [], notes = [] } = progress;
  const sayKept = keptSayer(progress);
  const remarks = [...warnings, ...notes];
  const { done, total } = transferredBytes(progress);
  return (
    <section class="card standing">
      <div class="state">
        <strong class={`status ${status}`}>
          {progress.cancelling === true ? said.cancelling : said.statuses[status]}
        </strong>
        {closedAt === undefined && <span>{said.stages[stage]}</span>}
        <Bar percent={percent} label={said.progress} />
        {total > 0 && <span>{said.ofBytes(sizeText(done), sizeText(total))}</span>}
        {closedAt === undefined && rate > 0 && <span>{said.rate(sizeText(rate))}</span>}
      </div>
      <Wait progress={progress} />
      {error !== undefined && (
        <p class="problem">
          <ErrorText of={error} sayKept={sayKept} />
        </p>
      )}
      <Advised progress={progress} />
      {remarks.map((text) => (
        <p key={text} class="remark">
          <Name text={sayKept(text)} />
        </p>
      ))}
      {note !== undefined && (
        <p class="quiet">
          <Name text={sayKept(note)} />
        </p>
      )}
      <Actions progress={progress} onRetried={onRetried} />
      <Details progress={progress} />
    </section>
  );
}

/** What to do about what went wrong: once each, however many files have it. */
function Advised({ progress }: { progress: IngestProgress }) {
  const errors = [progress.error, ...progress.files.map((file) => file.error)].flatMap((one) => one ?? []);
  const byAdvice = new Map(errors.map((error) => [adviceOn(error, progress), error.type]));
  return [...byAdvice].map(([text, type]) => (
    <p key={text} class="advice">
      {byAdvice.size > 1 && `${errorTypeText(type)}${words.value.colon}`}
      <AdviceText text={text} />
    </p>
  ));
}

/** What it waits for, in the words of the overview, and the reason in those of the platform. */
function Wait({ progress: { id, waiting, platform, pausedSince } }: { progress: IngestProgress }) {
  const said = words.value;
  if (pausedSince !== undefined) return <p class="waits">{said.pausedSince(clockText(pausedSince))}</p>;
  if (waiting === undefined) return null;
  const { host, nextAttemptAt } = waiting;
  const what = { for: waiting.for, ...(host === undefined ? {} : { host: isolated(host) }) };
  return (
    <div class="waits">
      <p>{said.waitsFor(what, isolated(platform), clockText(waiting.since))}</p>
      <p class="reason">
        <Name text={keptSayer(waiting)(waiting.reason)} />
      </p>
      {nextAttemptAt !== undefined && <p>{said.nextAttempt(clockText(nextAttemptAt))}</p>}
      <p class="advice">
        <AdviceText {...waitingAdviceOf(waiting, id)} />
      </p>
    </div>
  );
}

function Actions({ progress, onRetried }: { progress: IngestProgress; onRetried: () => void }) {
  const { id, status, closedAt, waiting, cancelling, sync } = progress;
  const said = words.value;
  const offered: Action[] = [];
  if (closedAt === undefined) {
    if (waiting !== undefined) offered.push('retry');
    offered.push(status === 'paused' ? 'resume' : 'pause');
    if (cancelling !== true) offered.push('cancel');
  } else if (status !== 'completed' && sync === undefined) offered.push('retry');
  if (offered.length === 0) return null;
  return (
    <div class="actions">
      {offered.map((action) => (
        <button
          type="button"
          // One button for both: it keeps the focus.
          key={action === 'resume' ? 'pause' : action}
          onClick={() => act(id, action, closedAt === undefined ? undefined : onRetried)}
        >
          {said[action]}
        </button>
      ))}
    </div>
  );
}

function Details({ progress }: { progress: IngestProgress }) {
  const said = words.value;
  const { platform, kind, projectName, projectId, modelGroupId, taskId, startedBy, labels, sync, startedAt, closedAt } =
    progress;
  const { leftovers = [], skipped = [] } = progress;
  const sayKept = keptSayer(progress);
  const lists: [name: string, lines: readonly string[]][] = [
    [said.leftovers, leftovers.map(sayKept)],
    [said.leftOut, skipped.map(({ source, reason }) => `${source}${said.colon}${sayKept(reason)}`)],
  ];
  return (
    <>
      <Facts
        all={[
          [said.platform, <Name key="p" text={kind === undefined ? platform : `${platform} (${kind})`} />],
          [said.project, (projectName ?? projectId) ? <Name text={projectName ?? projectId ?? ''} /> : undefined],
          [said.modelGroup, modelGroupId && <Name text={modelGroupId} />],
          [said.task, taskId && <Name text={taskId} />],
          [said.startedBy, startedBy && <Name text={startedBy} />],
          [said.labels, labels && <Name text={labelsText(labels)} />],
          [
            said.ofSync,
            sync && (
              <a href={hrefOf({ view: 'sync', name: sync })}>
                <Name text={sync} />
              </a>
            ),
          ],
          [said.started, <Moment key="s" at={startedAt} />],
          [said.ended, closedAt && <Moment at={closedAt} />],
          [said.temporal, <UiLink key="u" url={progress.url} />],
        ]}
      />
      {lists.map(
        ([name, lines]) =>
          lines.length > 0 && (
            <details key={name}>
              <summary>
                {name} ({lines.length})
              </summary>
              <ul class="lines">
                {lines.map((line) => (
                  <li key={line}>
                    <Name text={line} />
                  </li>
                ))}
              </ul>
            </details>
          ),
      )}
    </>
  );
}

/** An address that the gateway has from its configuration; any other scheme would be run here. */
function UiLink({ url }: { url: string | undefined }) {
  if (url === undefined || !/^https?:\/\//i.test(url)) return <span class="none">–</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {words.value.openUi}
    </a>
  );
}
