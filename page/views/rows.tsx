import { Component } from 'preact';
import { clockText, sizeText, timeText } from '../format.ts';
import { Bar } from '../parts/bar.tsx';
import { isolated, Name } from '../parts/name.tsx';
import { type Action, act } from '../state/actions.ts';
import type { Listed } from '../state/overview.ts';
import { hrefOf } from '../state/route.ts';
import { words } from '../state/session.ts';
import type { Words } from '../words/en.ts';

/** Ingestions, a line for each: a table, or cards where there is no room for one. */
export function Rows({
  all,
  labelledBy,
  hasEnded = false,
}: {
  all: readonly Listed[];
  labelledBy: string;
  hasEnded?: boolean;
}) {
  const said = words.value;
  return (
    <table aria-labelledby={labelledBy} class="rows wide-rows">
      <thead>
        <tr>
          <th scope="col">{said.ingestion}</th>
          <th scope="col">{said.platform}</th>
          <th scope="col">{hasEnded ? said.status : said.stage}</th>
          <th scope="col">{said.progress}</th>
          <th scope="col" class="number">
            {said.files}
          </th>
          <th scope="col" class="number">
            {said.bytes}
          </th>
          <th scope="col" class="number">
            {said.speed}
          </th>
          <th scope="col">{hasEnded ? said.ended : said.started}</th>
          <th scope="col">
            <span class="hidden">{said.action}</span>
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={onKey}>
        {all.map((one) => (
          <Row key={one.id} one={one} said={said} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  one: Listed;
  said: Words;
}

/** Drawn again only when it says something else, or says it in another language. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate({ one, said }: RowProps): boolean {
    return one !== this.props.one || said !== this.props.said;
  }

  override render({ one, said }: RowProps) {
    const { id, platform, status, stage, percent, files, bytes, rate, startedAt, closedAt, cancelling } = one;
    const action = actionOf(one);
    const name = isolated(id);
    const labels = {
      retry: said.retryOf(name),
      pause: said.pauseOf(name),
      resume: said.resumeOf(name),
      cancel: said.cancelOf(name),
    };
    return (
      <tr>
        <th scope="row">
          <a
            href={hrefOf({ view: 'ingestion', id })}
            data-id={id}
            data-state={closedAt === undefined ? status : 'ended'}
          >
            <Name text={id} />
          </a>
        </th>
        <td data-label={said.platform}>
          <Name text={platform} />
        </td>
        <td data-label={closedAt === undefined ? said.stage : said.status}>
          {closedAt === undefined ? (
            cancelling === true ? (
              said.cancelling
            ) : (
              said.stages[stage]
            )
          ) : (
            <span class={`status ${status}`}>{said.statuses[status]}</span>
          )}
        </td>
        <td data-label={said.progress}>
          <Bar percent={percent} label={said.progress} />
        </td>
        <td data-label={said.files} class="number">
          {files ?? <span class="none">–</span>}
        </td>
        <td data-label={said.bytes} class="number">
          {bytes === undefined ? (
            <span class="none">–</span>
          ) : (
            said.ofBytes(sizeText(bytes.done), sizeText(bytes.total))
          )}
        </td>
        <td data-label={said.speed} class="number">
          {rate === undefined || rate === 0 ? <span class="none">–</span> : said.rate(sizeText(rate))}
        </td>
        <td data-label={closedAt === undefined ? said.started : said.ended}>
          <time dateTime={closedAt ?? startedAt} title={timeText(closedAt ?? startedAt)}>
            {clockText(closedAt ?? startedAt)}
          </time>
        </td>
        <td class="buttons">
          {cancelling !== true && (
            <button type="button" aria-label={labels[action]} onClick={() => act(id, action)}>
              {said[action]}
            </button>
          )}
        </td>
      </tr>
    );
  }
}

/** What is most probably wanted of one. */
function actionOf({ status, waiting, closedAt }: Listed): Action {
  if (closedAt !== undefined || waiting !== undefined) return 'retry';
  return status === 'paused' ? 'resume' : 'pause';
}

/** The keys of `modelrail top`, within rows: they are the row's whose link or button has the focus. */
function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
  const row = event.target.closest('tr');
  const link = row?.querySelector<HTMLElement>('a[data-id]');
  const { id, state } = link?.dataset ?? {};
  if (row == null || id === undefined) return;
  const key = event.key.toLowerCase();
  if (key === 'arrowdown' || key === 'arrowup') {
    const next = key === 'arrowdown' ? row.nextElementSibling : row.previousElementSibling;
    const target = next?.querySelector<HTMLElement>('a[data-id]');
    if (target == null) return;
    event.preventDefault();
    target.focus();
  } else if (key === 'r') act(id, 'retry');
  else if (key === 'p' && state !== 'ended') act(id, state === 'paused' ? 'resume' : 'pause');
  else if (key === 'c' && state !== 'ended') act(id, 'cancel');
}
