import { useRef, useState } from 'preact/hooks';
import { sizeText } from '../format.ts';
import { Bar } from '../parts/bar.tsx';
import { Fields } from '../parts/fields.tsx';
import { isolated, Name } from '../parts/name.tsx';
import { reasonOf } from '../state/actions.ts';
import { change, type DraftFile, draftFiles, leaveOut, takeFiles, takeSource } from '../state/draft.ts';
import type { Description, Schema } from '../state/schema.ts';
import { words } from '../state/session.ts';

/** Of a file's fields those that the page knows itself. */
const KNOWN = ['source', 'host', 'md5'];

interface DropProps {
  description: Description;
  fileSchema: Schema;
  errors: ReadonlyMap<string, string>;
}

/** Takes files by dropping them, by a dialog, or by a path or an address; and shows how far they are. */
export function Drop(props: DropProps) {
  const said = words.value;
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <section aria-labelledby="drop-title">
      <h2 id="drop-title">{said.files}</h2>
      <div
        class={isOver ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          takeFiles(event.dataTransfer?.files ?? []);
        }}
      >
        <p>{said.dropHere}</p>
        <button type="button" onClick={() => input.current?.click()}>
          {said.chooseFiles}
        </button>
        <input
          ref={input}
          class="hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-label={said.chooseFiles}
          onChange={({ currentTarget }) => {
            takeFiles(currentTarget.files ?? []);
            currentTarget.value = '';
          }}
        />
      </div>
      <SourceInput />
      {draftFiles.value.length > 0 && (
        <ul class="dropped">
          {draftFiles.value.map((file, position) => (
            <DroppedFile key={file.key} file={file} position={position} {...props} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** A file that a worker can read where it is need not be sent. */
function SourceInput() {
  const said = words.value;
  const [typed, type] = useState('');
  const take = () => {
    if (typed.trim() !== '') takeSource(typed.trim());
    type('');
  };
  return (
    <div class="field source">
      <label for="source">{said.orSource}</label>
      <span>
        <input
          id="source"
          type="text"
          autocomplete="off"
          value={typed}
          onInput={({ currentTarget }) => type(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            take();
          }}
        />
        <button type="button" onClick={take}>
          {said.add}
        </button>
      </span>
    </div>
  );
}

function DroppedFile({
  file,
  position,
  description,
  fileSchema,
  errors,
}: DropProps & { file: DraftFile; position: number }) {
  const said = words.value;
  const { key, name, size, sent, source, problem, isRefused, typed } = file;
  const pointer = `/files/${position}`;
  const error = errors.get(pointer) ?? errors.get(`${pointer}/source`);
  return (
    <li>
      <div class="state">
        <Name text={name} />
        {size !== undefined && (
          <>
            <span class="quiet">
              {source === undefined ? said.ofBytes(sizeText(sent), sizeText(size)) : sizeText(size)}
            </span>
            <Bar percent={size === 0 ? 100 : (sent * 100) / size} label={said.sendingOf(isolated(name))} />
            <span class="quiet">{source === undefined ? said.sending : said.sentWhole}</span>
          </>
        )}
        <button type="button" aria-label={said.leaveOutOf(isolated(name))} onClick={() => leaveOut(file)}>
          {said.leaveOut}
        </button>
      </div>
      {problem !== undefined && (
        <p class={isRefused === true ? 'bad' : 'remark'}>
          {reasonOf(problem)} {isRefused !== true && said.goesOn}
        </p>
      )}
      {error !== undefined && (
        <p class="bad">
          <Name text={error} />
        </p>
      )}
      <details>
        <summary>{said.ofThisFile}</summary>
        <Fields
          description={description}
          schema={fileSchema}
          without={KNOWN}
          pointer={pointer}
          value={typed}
          onChange={(next) => change(key, { typed: next })}
          errors={errors}
        />
      </details>
    </li>
  );
}
