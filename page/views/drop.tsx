import { Component } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { sizeText } from '../format.ts';
import { Bar } from '../parts/bar.tsx';
import { Fields } from '../parts/fields.tsx';
import { isolated, Name } from '../parts/name.tsx';
import { ShowMore } from '../parts/show-more.tsx';
import { reasonOf } from '../state/actions.ts';
import { change, type DraftFile, draftFiles, leaveOut, leftOut, takeFiles, takeSource } from '../state/draft.ts';
import { lookingInto, takeChosen, takeDrop } from '../state/folders.ts';
import type { Description, Schema } from '../state/schema.ts';
import { words } from '../state/session.ts';
import type { Words } from '../words/en.ts';

/** Of a file's fields those that the page knows itself. */
const KNOWN = ['source', 'host', 'md5'];

/** Files that are drawn at first, and with each further look. */
const AT_A_TIME = 100;

interface DropProps {
  description: Description;
  fileSchema: Schema;
  errors: ReadonlyMap<string, string>;
}

/** Takes files by dropping them, by a dialog, or by a path or an address; and shows how far they are. */
export function Drop(props: DropProps) {
  const said = words.value;
  const [isOver, setOver] = useState(false);
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
          takeDrop(event.dataTransfer);
        }}
      >
        <p>{said.dropHere}</p>
        <div class="buttons">
          <FileInput
            text={said.chooseFiles}
            onChosen={(files) => takeFiles(files.map((file) => ({ file, place: file.name })))}
          />
          {CHOOSES_FOLDERS && <FileInput text={said.chooseFolder} onChosen={takeChosen} isOfFolder />}
        </div>
      </div>
      <SourceInput />
      {lookingInto.value !== undefined && <p class="quiet">{said.lookingInto(lookingInto.value)}</p>}
      <AllLeftOut />
      {draftFiles.value.length > 0 && <Dropped {...props} />}
    </section>
  );
}

/** Phones choose no folders. */
const CHOOSES_FOLDERS = 'webkitdirectory' in HTMLInputElement.prototype && !matchMedia('(pointer: coarse)').matches;

interface FileInputProps {
  text: string;
  isOfFolder?: boolean;
  onChosen: (files: File[]) => void;
}

/** A button for a dialog of the browser. */
function FileInput({ text, isOfFolder = false, onChosen }: FileInputProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {text}
      </button>
      <input
        ref={input}
        class="hidden"
        type="file"
        multiple
        {...(isOfFolder ? { webkitdirectory: true } : {})}
        tabIndex={-1}
        aria-label={text}
        onChange={({ currentTarget }) => {
          onChosen([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
    </>
  );
}

/** What was left out of folders, and why. */
function AllLeftOut() {
  const said = words.value;
  const all = leftOut.value;
  if (all.length === 0) return null;
  return (
    <details class="quiet">
      <summary>{said.leftOutOfFolders(all.length)}</summary>
      <ul class="lines">
        {all.slice(0, AT_A_TIME).map(({ path, reason }) => (
          <li key={path}>
            <Name text={path} />: {said.leftOutReasons[reason]}
          </li>
        ))}
        {all.length > AT_A_TIME && <li>{said.andMore(all.length - AT_A_TIME)}</li>}
      </ul>
    </details>
  );
}

/** The files: a hundred of many, and those that something is wrong with. */
function Dropped(props: DropProps) {
  const said = words.value;
  const [shown, show] = useState(AT_A_TIME);
  const files = draftFiles.value;
  const wrong = new Set([...props.errors.keys()].map((pointer) => /^\/files\/(\d+)/.exec(pointer)?.[1]));
  return (
    <>
      {files.length > 1 && (
        <p class="quiet">{said.filesSent(files.filter(({ source }) => source !== undefined).length, files.length)}</p>
      )}
      <ul class="dropped">
        {files.map(
          (file, position) =>
            (position < shown || file.isRefused === true || wrong.has(String(position))) && (
              <DroppedFile key={file.key} file={file} position={position} said={said} {...props} />
            ),
        )}
      </ul>
      <ShowMore left={files.length - shown} onMore={() => show(shown + AT_A_TIME)} />
    </>
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

interface DroppedProps extends DropProps {
  file: DraftFile;
  position: number;
  said: Words;
}

/** Drawn again only when something else is to be seen: many are sent, and each tells of its parts. */
class DroppedFile extends Component<DroppedProps> {
  override shouldComponentUpdate({ file, position, said, errors, fileSchema }: DroppedProps): boolean {
    const now = this.props;
    return (
      file !== now.file ||
      position !== now.position ||
      said !== now.said ||
      errors !== now.errors ||
      fileSchema !== now.fileSchema
    );
  }

  override render(props: DroppedProps) {
    return <FileLine {...props} />;
  }
}

function FileLine({ file, position, said, description, fileSchema, errors }: DroppedProps) {
  const { key, place, size, sent, source, problem, isRefused, typed } = file;
  const pointer = `/files/${position}`;
  const ofSource = `${pointer}/source`;
  const error = errors.get(pointer) ?? errors.get(ofSource);
  const isWrongInside = [...errors.keys()].some((place) => place.startsWith(`${pointer}/`) && place !== ofSource);
  return (
    <li>
      <div class="state">
        <Name text={place} />
        {size !== undefined && (
          <>
            <span class="quiet">
              {source === undefined && isRefused !== true
                ? said.ofBytes(sizeText(sent), sizeText(size))
                : sizeText(size)}
            </span>
            {isRefused !== true && <Bar percent={(sent * 100) / size} label={said.sendingOf(isolated(place))} />}
            <span class={isRefused === true ? 'bad' : 'quiet'}>
              {isRefused === true ? said.refused : source === undefined ? said.sending : said.sentWhole}
            </span>
          </>
        )}
        <button type="button" aria-label={said.leaveOutOf(isolated(place))} onClick={() => leaveOut(file)}>
          {said.leaveOut}
        </button>
      </div>
      {size === 0 && <p class="bad">{said.emptyFile}</p>}
      {problem !== undefined && (
        <p class={isRefused === true ? 'bad' : 'remark'}>
          {isRefused === true && problem.status === 0 ? said.unreadable : reasonOf(problem)}{' '}
          {isRefused !== true && said.goesOn}
        </p>
      )}
      {error !== undefined && (
        <p class="bad">
          <Name text={error} />
        </p>
      )}
      <details open={isWrongInside || undefined}>
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
