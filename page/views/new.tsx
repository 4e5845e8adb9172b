import { useMemo, useRef, useState } from 'preact/hooks';
import { CallError } from '../api/call.ts';
import { freshKey } from '../api/upload.ts';
import { Fields } from '../parts/fields.tsx';
import { isolated, Name } from '../parts/name.tsx';
import { Problem } from '../parts/problem.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { clearDraft, draftFiles, draftPlatform, draftTyped, startIngestion } from '../state/draft.ts';
import { tell } from '../state/messages.ts';
import { type FieldError, placedErrors, placeText, withLabels } from '../state/refusal.ts';
import { hrefOf } from '../state/route.ts';
import { type Description, resolve, type Target, targetsOf, valueOf } from '../state/schema.ts';
import { keptSayer, words } from '../state/session.ts';
import { Drop } from './drop.tsx';

/** The description changes with the configuration only. */
const AGAIN_MS = 3_600_000;

/** A form that starts an ingestion: its fields are those of the request's schema for the chosen platform. */
export function NewView() {
  const said = words.value;
  const { value, error } = useLoaded<Description>('openapi.json', AGAIN_MS);
  const targets = value === undefined ? [] : targetsOf(value);
  const target = targets.find(({ platform }) => platform === draftPlatform.value) ?? targets[0];
  return (
    <>
      <h1>{said.newIngestion}</h1>
      <Problem error={error} />
      {value === undefined ? (
        error === undefined && <p class="quiet">{said.looking}</p>
      ) : target === undefined ? (
        <p class="quiet">{said.noPlatform}</p>
      ) : (
        <Form key={target.platform} description={value} targets={targets} target={target} />
      )}
    </>
  );
}

interface FormProps {
  description: Description;
  targets: readonly Target[];
  target: Target;
}

/** What the request is about that is not typed into its own fields. */
const ELSEWHERE = ['platform', 'files'];

function Form({ description, targets, target }: FormProps) {
  const said = words.value;
  const [refusal, refuse] = useState<{ of: CallError; files: string[] }>();
  const [isStarting, start] = useState(false);
  const sent = useRef<{ text: string; key: string } | undefined>(undefined);
  const files = draftFiles.value;
  const isSending = files.some(({ source, isRefused }) => source === undefined && isRefused !== true);
  const hasRefused = files.some(({ isRefused }) => isRefused === true);
  const { schema, platform } = target;
  const fileSchema = resolve(description, schema.properties?.['files'] ?? {}).items ?? {};
  // As one text: the list of files is another one with each byte that is sent.
  const places = refusal === undefined ? '' : files.map(({ key }) => key).join('\n');
  const placed = useMemo(
    () =>
      placedErrors(refusal?.of.errors ?? [], refusal?.files ?? [], places.split('\n')).map(
        ({ pointer, detail, ...problem }) => ({
          pointer,
          detail: withLabels(keptSayer(problem)(detail), problem.told, said),
        }),
      ),
    // In another language they are said anew.
    [refusal, places, said],
  );
  const errors = useMemo(() => new Map(placed.map(({ pointer, detail }) => [pointer, detail])), [placed]);

  const submit = async () => {
    const request = {
      platform,
      ...(valueOf(description, schema, draftTyped.value) as object | undefined),
      files: files.map(({ source, typed }) => ({
        source,
        ...(valueOf(description, fileSchema, typed) as object | undefined),
      })),
    };
    const text = JSON.stringify(request);
    // The same request once more, because its answer was lost, is the same ingestion.
    if (sent.current?.text !== text) sent.current = { text, key: freshKey() };
    start(true);
    try {
      const { id, warnings = [], ...started } = await startIngestion(request, sent.current.key);
      clearDraft();
      if (warnings.length > 0) {
        const sayKept = keptSayer(started);
        tell(warnings.map((warning) => isolated(sayKept(warning))).join('\n'));
      }
      location.hash = hrefOf({ view: 'ingestion', id });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      refuse({ of: error, files: files.map(({ key }) => key) });
    } finally {
      start(false);
    }
  };

  return (
    <form
      class="card new"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Drop description={description} fileSchema={fileSchema} errors={errors} />
      {targets.length > 1 && (
        <div class="field">
          <label for="platform">{said.platform}</label>
          <select
            id="platform"
            value={platform}
            onChange={({ currentTarget }) => {
              draftPlatform.value = currentTarget.value;
            }}
          >
            {targets.map((one) => (
              <option key={one.platform} value={one.platform}>
                {one.platform}
              </option>
            ))}
          </select>
        </div>
      )}
      <Fields
        description={description}
        schema={schema}
        without={ELSEWHERE}
        pointer=""
        value={draftTyped.value}
        onChange={(typed) => {
          draftTyped.value = typed;
        }}
        errors={errors}
      />
      {refusal !== undefined && <Refusal of={refusal.of} errors={placed} />}
      <div class="actions">
        <button type="submit" class="primary" disabled={isStarting || isSending || hasRefused || files.length === 0}>
          {said.startIt}
        </button>
        {isSending && <span class="quiet">{said.stillSending}</span>}
        {hasRefused && <span class="quiet">{said.leaveOutRefused}</span>}
        {files.length === 0 && <span class="quiet">{said.noFiles}</span>}
      </div>
    </form>
  );
}

/** All that is wrong, which is at the fields as well. */
function Refusal({ of, errors }: { of: CallError; errors: readonly FieldError[] }) {
  if (of.errors.length === 0) return <Problem error={of} />;
  if (errors.length === 0) return null;
  return (
    <div class="problem" role="alert">
      <ul>
        {errors.map(({ pointer, detail }) => (
          <li key={`${pointer} ${detail}`}>
            <strong>{placeText(pointer, words.value)}</strong>
            {words.value.colon}
            <Name text={detail} />
          </li>
        ))}
      </ul>
    </div>
  );
}
