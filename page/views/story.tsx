import type { Manifest, ManifestStep } from '../../contracts/manifest.ts';
import { stepInfo } from '../../contracts/steps.ts';
import { durationText } from '../format.ts';
import { ErrorText } from '../parts/error-text.tsx';
import { Moment } from '../parts/moment.tsx';
import { Name } from '../parts/name.tsx';
import { Problem } from '../parts/problem.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { keptSayer, words } from '../state/session.ts';

/** A story that is told anew as it goes: it is read from the whole history of the runs. */
const AGAIN_MS = 15_000;

/** Steps that went alike, one after the other. */
interface Chapter {
  first: ManifestStep;
  last: ManifestStep;
  count: number;
}

/** What was done, step by step, with what went wrong on the way. It is loaded again when `changed` does. */
export function Story({ id, changed }: { id: string; changed: string }) {
  const said = words.value;
  const { value, error } = useLoaded<Manifest>(`v1/ingestions/${encodeURIComponent(id)}/manifest`, AGAIN_MS, changed);
  const runs = value?.runs.length ?? 0;
  const sayKept = keptSayer(value ?? {});
  return (
    <section class="group">
      <div class="title">
        <h2 id="story">{said.story}</h2>
        {runs > 1 && <span class="quiet">{said.runs(runs)}</span>}
      </div>
      <Problem error={error} />
      {value === undefined ? (
        error === undefined && <p class="quiet padded">{said.looking}</p>
      ) : (
        <ol class="story" aria-labelledby="story">
          <li>
            <Moment at={value.startedAt} seconds />
            <span>{said.begun}</span>
          </li>
          {chaptersOf(value.steps).map((chapter) => (
            <ChapterLine
              key={`${chapter.first.run} ${chapter.first.scheduledAt} ${chapter.first.step}`}
              of={chapter}
              hasEnded={value.closedAt !== undefined}
              sayKept={sayKept}
            />
          ))}
          {value.closedAt !== undefined && (
            <li>
              <Moment at={value.closedAt} seconds />
              <span class={`status ${value.status}`}>{said.statuses[value.status]}</span>
            </li>
          )}
        </ol>
      )}
    </section>
  );
}

interface ChapterLineProps {
  of: Chapter;
  hasEnded: boolean;
  sayKept: (kept: string) => string;
}

function ChapterLine({ of: { first, last, count }, hasEnded, sayKept }: ChapterLineProps) {
  const said = words.value;
  const { step, outcome, attempts, failure, worker } = last;
  const begun = first.startedAt ?? first.scheduledAt;
  const spanMs = last.endedAt === undefined ? undefined : Date.parse(last.endedAt) - Date.parse(begun);
  return (
    <li class={outcome}>
      <Moment at={begun} seconds />
      <span>
        <StepName step={step} />
        {count > 1 && ` × ${count}`}
        <span class={outcome === 'failed' || outcome === 'timedOut' ? 'bad' : 'quiet'}>
          {' '}
          {outcome === 'open' && hasEnded ? said.leftOpen : said.outcomes[outcome]}
          {spanMs !== undefined && `${said.comma}${durationText(spanMs, said.units)}`}
          {attempts > 1 && `${said.comma}${said.attempts(attempts)}`}
        </span>
        {worker !== undefined && (
          <small>
            {' '}
            <Name text={worker} />
          </small>
        )}
        {failure !== undefined && (
          <p class={outcome === 'done' ? 'remark' : 'bad'}>
            <ErrorText of={failure} sayKept={sayKept} />
          </p>
        )}
      </span>
    </li>
  );
}

/** What a step does, and its own name, as Temporal shows it; the name alone of one that other versions know. */
function StepName({ step }: { step: string }) {
  const { stepTitles, brackets } = words.value;
  const title = stepInfo(step)?.title;
  if (title === undefined) return <code>{step}</code>;
  return (
    <>
      {stepTitles[title] ?? title}
      {brackets.open}
      <code>{step}</code>
      {brackets.close}
    </>
  );
}

/** Steps of equal name that went through at once are told together: a run of many files has hundreds. */
function chaptersOf(steps: readonly ManifestStep[]): Chapter[] {
  const chapters: Chapter[] = [];
  for (const step of steps) {
    const before = chapters.at(-1);
    const isAlike =
      before !== undefined &&
      [before.last, step].every(({ failure, attempts }) => failure === undefined && attempts <= 1) &&
      (['step', 'run', 'outcome', 'worker'] as const).every((key) => before.last[key] === step[key]);
    if (isAlike) {
      before.last = step;
      before.count += 1;
    } else chapters.push({ first: step, last: step, count: 1 });
  }
  return chapters;
}
