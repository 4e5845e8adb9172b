import { useState } from 'preact/hooks';
import { clockText, sizeText } from '../format.ts';
import { isolated, Name } from '../parts/name.tsx';
import { Problem } from '../parts/problem.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { actOnAll } from '../state/actions.ts';
import { connection, figures, type Group, type Listed, type Overview, overview } from '../state/overview.ts';
import { hrefOf } from '../state/route.ts';
import { words } from '../state/session.ts';
import { Rows } from './rows.tsx';

const OTHERS_AGAIN_MS = 15_000;

/** Everything that is open, by why it does not move. */
export function OverviewView() {
  const said = words.value;
  const seen = overview.value;
  const { state, problem } = connection.value;
  return (
    <>
      <h1 class="hidden">{said.overview}</h1>
      {state === 'lost' && <Problem error={problem} />}
      {seen === undefined ? (
        state !== 'lost' && <p class="quiet">{said.looking}</p>
      ) : (
        <>
          <Figures notLookedAt={seen.notLookedAt} />
          <Groups seen={seen} />
        </>
      )}
    </>
  );
}

function Figures({ notLookedAt }: { notLookedAt: number }) {
  const said = words.value;
  const { waiting, paused, moving, rate } = figures.value;
  return (
    <ul class="figures">
      <li>{said.open(waiting + paused + moving)}</li>
      <li class={waiting > 0 ? 'waiting' : undefined}>{said.wait(waiting)}</li>
      {paused > 0 && <li>{said.paused(paused)}</li>}
      {rate > 0 && <li>{said.rate(sizeText(rate))}</li>}
      {notLookedAt > 0 && <li>{said.more(notLookedAt)}</li>}
    </ul>
  );
}

function Groups({ seen: { groups, syncs, failed } }: { seen: Overview }) {
  const said = words.value;
  return (
    <>
      {groups.length === 0 && (
        <p class="quiet">
          {said.nothingOpen} <a href={hrefOf({ view: 'new' })}>{said.startOne}</a>
        </p>
      )}
      {groups.map((group) => (
        <GroupSection key={keyOf(group)} group={group} />
      ))}
      {syncs.length > 0 && (
        <section class="group moving">
          <div class="title">
            <h2>{said.syncsMade(syncs.length)}</h2>
          </div>
          <ul class="inline">
            {syncs.map(({ name, waiting }) => (
              <li key={name}>
                <a href={hrefOf({ view: 'sync', name })}>
                  <Name text={name} />
                </a>
                {waiting !== undefined && ` (${said.waits})`}
              </li>
            ))}
          </ul>
        </section>
      )}
      {failed.length > 0 && (
        <section class="group failed">
          <div class="title">
            <h2 id="failed">{said.failedLately(failed.length)}</h2>
          </div>
          <Rows all={failed} labelledBy="failed" hasEnded />
        </section>
      )}
      {groups.length > 0 && <p class="quiet keys">{said.keys}</p>}
    </>
  );
}

function GroupSection({ group }: { group: Group }) {
  const said = words.value;
  const { state, waiting, ingestions, count } = group;
  const id = `group-${keyOf(group).replace(/[^\w-]/g, '_')}`;
  const { action, all } = {
    waiting: { action: 'retry', all: said.retryAll } as const,
    paused: { action: 'resume', all: said.resumeAll } as const,
    moving: { action: 'pause', all: said.pauseAll } as const,
  }[state];
  const what = all(ingestions.length);
  return (
    <section class={`group ${state}`}>
      <div class="title">
        <h2 id={id}>
          {titleOf(group)}
          {ingestions.length < count && <small> · {said.shown(ingestions.length)}</small>}
        </h2>
        {ingestions.length > 1 && (
          <button type="button" onClick={() => actOnAll(ingestions, action, what)}>
            {what}
          </button>
        )}
      </div>
      {waiting !== undefined && (
        <p class="reason">
          <Name text={waiting.reason} />
        </p>
      )}
      <Rows all={ingestions} labelledBy={id} />
      {ingestions.length < count && <Others group={group} labelledBy={id} />}
    </section>
  );
}

/** Those that the stream does not name, when they are asked for. */
function Others({ group: { state, waiting, platform, ingestions }, labelledBy }: { group: Group; labelledBy: string }) {
  const [isAsked, ask] = useState(false);
  const filter = new URLSearchParams({ pageSize: '1000' });
  if (state === 'waiting') filter.set('waiting', 'true');
  else filter.set('status', state === 'paused' ? 'paused' : 'running');
  if (platform !== undefined) filter.set('platform', platform);
  const path = isAsked ? `v1/ingestions?${filter.toString()}` : undefined;
  const { value, error } = useLoaded<{ ingestions: Listed[] }>(path, OTHERS_AGAIN_MS);
  const named = new Set(ingestions.map(({ id }) => id));
  const others = value?.ingestions.filter((one) => !named.has(one.id) && one.waiting?.for === waiting?.for);
  return (
    <>
      <Problem error={error} />
      {others === undefined ? (
        <p class="more">
          <button type="button" disabled={isAsked} onClick={() => ask(true)}>
            {words.value.showOthers}
          </button>
        </p>
      ) : (
        <Rows all={others} labelledBy={labelledBy} />
      )}
    </>
  );
}

/** Why a group does not move, as `modelrail top` says it. */
function titleOf({ state, count, waiting, platform }: Group): string {
  const said = words.value;
  if (waiting === undefined) return state === 'paused' ? said.groupPaused(count) : said.groupMoves(count);
  const { host } = waiting;
  const what = { for: waiting.for, ...(host === undefined ? {} : { host: isolated(host) }) };
  return said.groupWaits(
    count,
    what,
    platform === undefined ? undefined : isolated(platform),
    clockText(waiting.since),
  );
}

/** What its ingestions have in common. */
function keyOf({ state, waiting, platform }: Group): string {
  if (waiting === undefined) return state;
  return [state, waiting.for, waiting.host, platform, waiting.for === 'worker' ? waiting.reason : ''].join('|');
}
