import { useState } from 'preact/hooks';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import { sizeText } from '../format.ts';
import { Bar } from '../parts/bar.tsx';
import { ErrorText } from '../parts/error-text.tsx';
import { Name } from '../parts/name.tsx';
import { ShowMore } from '../parts/show-more.tsx';
import { keptSayer, words } from '../state/session.ts';

/** Lines that are drawn at first, and with each further look. */
const AT_A_TIME = 100;

/** What failed first, then what is under way. */
const RANKS: Record<FileProgress['status'], number> = {
  failed: 0,
  uploading: 1,
  converting: 1,
  uploaded: 2,
  converted: 3,
  pending: 4,
  registered: 5,
};

/** The files of an ingestion, those first that need a look. */
export function Files({ progress }: { progress: IngestProgress & { filesPageToken?: string } }) {
  const said = words.value;
  const [shown, show] = useState(AT_A_TIME);
  const sayKept = keptSayer(progress);
  const files = progress.files.toSorted((a, b) => RANKS[a.status] - RANKS[b.status]);
  return (
    <section class="group">
      <div class="title">
        <h2 id="files">
          {said.filesCount(files.length)}
          {progress.filesPageToken !== undefined && <small> · {said.shown(files.length)}</small>}
        </h2>
      </div>
      <table class="rows" aria-labelledby="files">
        <thead>
          <tr>
            <th scope="col">{said.file}</th>
            <th scope="col" class="number">
              {said.size}
            </th>
            <th scope="col">{said.status}</th>
            <th scope="col">{said.progress}</th>
            <th scope="col">MD5</th>
          </tr>
        </thead>
        <tbody>
          {files.slice(0, shown).map((file) => (
            <FileRow key={file.source} file={file} sayKept={sayKept} />
          ))}
        </tbody>
      </table>
      <ShowMore left={files.length - shown} onMore={() => show(shown + AT_A_TIME)} />
    </section>
  );
}

function FileRow({ file, sayKept }: { file: FileProgress; sayKept: (kept: string) => string }) {
  const said = words.value;
  const { name, source, size, status, percent, hash, error, warning, notes = [] } = file;
  const remarks = [...(warning === undefined ? [] : [warning]), ...notes];
  return (
    <tr>
      <th scope="row">
        <Name text={name} title={source} />
        {error !== undefined && (
          <p class="bad">
            <ErrorText of={error} sayKept={sayKept} />
          </p>
        )}
        {remarks.map((text) => (
          <p key={text} class="remark">
            <Name text={sayKept(text)} />
          </p>
        ))}
      </th>
      <td data-label={said.size} class="number">
        {sizeText(size)}
      </td>
      <td data-label={said.status}>
        <span class={`status ${status}`}>{said.statuses[status]}</span>
        {file.upload.instant && <small> {said.instant}</small>}
      </td>
      <td data-label={said.progress}>
        <Bar percent={percent} label={said.progress} />
      </td>
      <td data-label="MD5" class="hash">
        {hash === null || hash === '' ? <span class="none">–</span> : hash}
      </td>
    </tr>
  );
}
