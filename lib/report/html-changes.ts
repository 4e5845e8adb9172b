import type { PlatformChange } from '../../contracts/changes.ts';
import type { ReportedChanges } from '../../contracts/report.ts';
import { escapeHtml } from './escape.ts';
import type { Fact } from './facts.ts';
import { numberText, type Presenter } from './present.ts';
import { errorText } from './why.ts';

/** What stands above the changes of a run. */
export function factsOfChanges(presenter: Presenter, run: ReportedChanges): Fact[] {
  const { say, clock } = presenter;
  const { id, platform, kind, status, startedBy, startedAt, closedAt, totals, error } = run;
  const [changes, done] = [numberText(totals.changes), numberText(totals.done)];
  const facts: (Fact | undefined)[] = [
    { label: say('report.change.run'), value: id, isCode: true },
    {
      label: say('report.change.status'),
      value: say(`report.status.${status}`),
      ...(status === 'completed' ? {} : { isBad: true }),
    },
    { label: say('report.change.platform'), value: say('report.platformOf', { platform, kind }) },
    startedBy === undefined ? undefined : { label: say('report.startedBy'), value: startedBy },
    { label: say('report.startedAt'), value: clock.show(startedAt) },
    closedAt === undefined ? undefined : { label: say('report.closedAt'), value: clock.show(closedAt) },
    {
      label: say('report.changes'),
      value: say('report.changesOf', { changes, done }),
      isLong: true,
      ...(changes === done ? {} : { isBad: true }),
    },
    error === undefined
      ? undefined
      : {
          label: say('report.error'),
          value: errorText(presenter, error, presenter.kept(run)),
          isLong: true,
          isBad: true,
        },
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** The changes of a run, one after the other. */
export function changesTable(presenter: Presenter, run: ReportedChanges): string {
  const { kind, changes } = run;
  const { say } = presenter;
  const sayKept = presenter.kept(run);
  const columns = [
    ['number', say('report.column.number')],
    ['size', say('report.change.op')],
    ['at', say('report.change.kind')],
    ['name', say('report.change.key')],
    ['proof', say('report.change.id')],
    ['verified', say('report.change.state')],
  ].map(([name = '', text = '']) => `<th scope="col" class="${name}">${escapeHtml(text)}</th>`);
  const rows = changes.map((change, index) =>
    changeRow(
      presenter,
      kind,
      { ...change, why: change.error && errorText(presenter, change.error, sayKept) },
      index + 1,
    ),
  );
  const head = `<thead><tr>${columns.join('')}</tr></thead>`;
  return ['<table class="files changes">', head, ...rows, '</table>'].join('\n');
}

function changeRow(
  { say, name }: Presenter,
  platformKind: string,
  change: PlatformChange & { why: string | undefined },
  number: number,
): string {
  const { op, kind, key, id = '', state } = change;
  const word = escapeHtml(say(`report.change.${state}`));
  const isBad = state === 'failed' || state === 'planned';
  const why = change.why && `<tr><td class="why" colspan="6">${escapeHtml(change.why)}</td></tr>`;
  return [
    `<tbody><tr${why === undefined ? '' : ' class="told"'}><td class="number">${number}</td>`,
    `<td class="size">${escapeHtml(name(platformKind, op))}</td>`,
    `<td class="at">${escapeHtml(name(platformKind, kind))}</td>`,
    `<td class="name"><bdi>${escapeHtml(key)}</bdi></td>`,
    `<td class="proof"><code>${escapeHtml(id)}</code></td>`,
    `<td class="verified">${isBad ? `<span class="bad">${word}</span>` : word}</td></tr>`,
    `${why ?? ''}</tbody>`,
  ].join('');
}
