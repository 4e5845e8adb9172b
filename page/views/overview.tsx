import { useState } from 'preact/hooks';
import { causeOf } from '../../contracts/groups.ts';
import { clockText, sizeText } from '../format.ts';
import { isolated, Name } from '../parts/name.tsx';
import { Problem } from '../parts/problem.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import type { Action } from '../state/actions.ts';
import { walkGroup } from '../state/group.ts';
import { actOnGroup } from '../state/many.ts';
import { connection, figures, type Group, type Listed, type Overview, overview } from '../state/overview.ts';
import { hrefOf } from '../state/route.ts';
import { keptSayer, words } from '../state/session.ts';
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
        <GroupSection key={causeOf(group)} group={group} />
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

/** What is offered for all of a group: what is most probably wanted comes first. */
const ACTIONS = {
  waiting: ['retry', 'pause', 'cancel'],
  paused: ['resume', 'cancel'],
  moving: ['pause', 'cancel'],
} as const satisfies Record<Group['state'], readonly Action[]>;

function GroupSection({ group }: { group: Group }) {
  const said = words.value;
  const { state, waiting, ingestions, count } = group;
  const id = `group-${causeOf(group).replace(/[^\w-]/g, '_')}`;
  const actions = ACTIONS[state];
  const titled = (all: number) => titleOf({ ...group, count: all });
  return (
    <section class={`group ${state}`}>
      <div class="title">
        <h2 id={id}>
          {titleOf(group)}
          {ingestions.length < count && <small> · {said.shown(ingestions.length)}</small>}
        </h2>
        {count > 1 && (
          <div class="buttons">
            {actions.map((action) => (
              <button key={action} type="button" onClick={() => void actOnGroup(group, action, titled)}>
                {said.actOnAll[action](count)}
              </button>
            ))}
          </div>
        )}
      </div>
      {waiting !== undefined && (
        <p class="reason">
          <Name text={keptSayer(waiting)(waiting.reason)} />
        </p>
      )}
      <Rows all={ingestions} labelledBy={id} />
      {ingestions.length < count && <Others group={group} labelledBy={id} />}
    </section>
  );
}

/** Those that are shown of a group at most: a browser draws no more in a moment. */
const MOST_OTHERS = 1_000;

/** Those that the stream does not name, when they are asked for. */
function Others({ group, labelledBy }: { group: Group; labelledBy: string }) {
  const [isAsked, ask] = useState(false);
  const load = (_path: string, { signal }: { signal: AbortSignal }) => readOthers(group, signal);
  const { value, error } = useLoaded(isAsked ? causeOf(group) : undefined, OTHERS_AGAIN_MS, '', load);
  const named = new Set(group.ingestions.map(({ id }) => id));
  const others = value?.filter(({ id }) => !named.has(id));
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

async function readOthers(group: Group, signal: AbortSignal): Promise<Listed[]> {
  const all: Listed[] = [];
  for await (const found of walkGroup(group, signal)) {
    all.push(...found);
    if (all.length >= MOST_OTHERS + group.ingestions.length) break;
  }
  return all;
}
