import { useId } from 'preact/hooks';
import { choiceMeaning } from '../../contracts/kinds.ts';
import {
  chosenOf,
  type Description,
  hasOwnKeys,
  plainForms,
  resolve,
  type Schema,
  type Typed,
} from '../state/schema.ts';
import { words } from '../state/session.ts';
import { Name } from './name.tsx';

/** What a field is made of and by. */
interface FieldProps {
  description: Description;
  schema: Schema;
  /** Its key; empty of the whole. */
  name: string;
  /** JSON pointer of its value in the request. */
  pointer: string;
  isRequired: boolean;
  value: Typed | undefined;
  onChange: (value: Typed) => void;
  /** What is wrong with the request, by JSON pointers. */
  errors: ReadonlyMap<string, string>;
}

/** The fields of an object: those that it needs, then the others, behind a click when there are some of both. */
export function Fields({ without = [], ...props }: Omit<FieldProps, 'name' | 'isRequired'> & { without?: string[] }) {
  const { description, schema, pointer, value, onChange, errors } = props;
  const { properties = {}, required = [] } = resolve(description, schema);
  const typed = typeof value === 'object' ? value : {};
  const keys = Object.keys(properties).filter((key) => !without.includes(key));
  const field = (key: string) => (
    <Field
      key={key}
      description={description}
      schema={properties[key] ?? {}}
      name={key}
      pointer={`${pointer}/${key}`}
      isRequired={required.includes(key)}
      value={typed[key]}
      onChange={(next) => onChange({ ...typed, [key]: next })}
      errors={errors}
    />
  );
  const needed = keys.filter((key) => required.includes(key));
  const others = keys.filter((key) => !required.includes(key));
  const isWrong = others.some((key) => [...errors.keys()].some((place) => place.startsWith(`${pointer}/${key}`)));
  return (
    <div class="fields">
      {needed.map(field)}
      {others.length > 0 &&
        (needed.length === 0 && others.length < 4 ? (
          others.map(field)
        ) : (
          <details open={isWrong || undefined}>
            <summary>{words.value.moreFields(others.length)}</summary>
            <div class="fields">{others.map(field)}</div>
          </details>
        ))}
    </div>
  );
}

function Field(props: FieldProps) {
  const schema = resolve(props.description, props.schema);
  const plain = plainForms(props.description, schema);
  if (schema.anyOf !== undefined && plain === undefined) return <Choice {...props} schema={schema} />;
  if (schema.type === 'object' && !hasOwnKeys(schema)) {
    return (
      <fieldset>
        <Legend {...props} schema={schema} />
        <Fields {...props} schema={schema} />
      </fieldset>
    );
  }
  return <Input {...props} schema={schema} />;
}

function Legend({ name, schema }: { name: string; schema: Schema }) {
  return (
    <legend>
      <Label name={name} /> <small>{told(schema.description)}</small>
    </legend>
  );
}

/** What the description of the API says, in this language where there are words for it. */
function told(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (words.value.told[text] ?? text);
}

/** The key of a field, behind what it is called in this language where it has such a name. */
function Label({ name }: { name: string }) {
  const called = words.value.fields[name];
  return (
    <>
      {called !== undefined && <span>{called} </span>}
      <code>{name}</code>
    </>
  );
}

/** A value that a field may have, with what it means where there are words for that. */
function choiceText(field: string, value: string): string {
  const { choices, brackets } = words.value;
  const meaning = choiceMeaning(field, value);
  return meaning === undefined ? value : `${value}${brackets.open}${choices[meaning] ?? meaning}${brackets.close}`;
}

/** One of several forms that a value may have. */
function Choice({ value, onChange, ...props }: FieldProps) {
  const { schema, description, name, pointer, errors } = props;
  const id = useId();
  const typed = typeof value === 'object' ? value : {};
  const forms = schema.anyOf ?? [];
  const chosen = chosenOf(typed);
  const form = forms[Number(chosen)];
  return (
    <fieldset>
      <Legend name={name} schema={schema} />
      <div class="choice">
        {forms.map((one, position) => (
          <label key={String(position)}>
            <input
              type="radio"
              name={id}
              checked={chosen === String(position)}
              onChange={() => onChange({ ...typed, choice: String(position) })}
            />
            {told(resolve(description, one).description)}
          </label>
        ))}
      </div>
      {errors.get(pointer) !== undefined && (
        <p class="bad">
          <Name text={errors.get(pointer) ?? ''} />
        </p>
      )}
      {form !== undefined && (
        <Fields
          key={chosen}
          description={description}
          schema={form}
          pointer={pointer}
          value={typed[`of ${chosen}`]}
          onChange={(next) => onChange({ ...typed, choice: chosen, [`of ${chosen}`]: next })}
          errors={errors}
        />
      )}
    </fieldset>
  );
}

function Input({ description, schema, name, pointer, isRequired, value, onChange, errors }: FieldProps) {
  const id = useId();
  const isOfKeys = hasOwnKeys(schema);
  const error = isOfKeys ? errorsBelow(errors, pointer) : errors.get(pointer);
  const common = {
    id,
    'aria-describedby': error === undefined ? `${id}-hint` : `${id}-hint ${id}-error`,
    'aria-invalid': error !== undefined,
    'aria-required': isRequired,
  };
  const text = typeof value === 'string' ? value : '';
  const offered = (plainForms(description, schema) ?? []).flatMap((form) => form.enum ?? []);
  return (
    <div class={schema.type === 'boolean' ? 'field check' : 'field'}>
      <label for={id}>
        <Label name={name} />
        {isRequired && <span aria-hidden="true"> *</span>}
      </label>
      {schema.enum !== undefined ? (
        <select {...common} value={text} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          <option value="">–</option>
          {schema.enum.map((one) => (
            <option key={String(one)} value={String(one)}>
              {choiceText(name, String(one))}
            </option>
          ))}
        </select>
      ) : schema.type === 'boolean' ? (
        <input
          {...common}
          type="checkbox"
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      ) : schema.type === 'array' || isOfKeys ? (
        <textarea {...common} rows={2} value={text} onInput={({ currentTarget }) => onChange(currentTarget.value)} />
      ) : (
        <input
          {...common}
          {...(schema.format === 'date' ? { type: 'date' } : { type: 'text' })}
          autocomplete="off"
          maxLength={schema.maxLength}
          {...(offered.length === 0 ? {} : { list: `${id}-names` })}
          value={text}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
      {offered.length > 0 && (
        <datalist id={`${id}-names`}>
          {offered.map((one) => (
            <option key={String(one)} value={String(one)} />
          ))}
        </datalist>
      )}
      <small id={`${id}-hint`}>
        {told(schema.description)}
        {schema.type === 'array' && ` ${words.value.onePerLine}`}
        {isOfKeys && ` ${words.value.pairPerLine}`}
      </small>
      {error !== undefined && (
        <p id={`${id}-error`} class="bad">
          <Name text={error} />
        </p>
      )}
    </div>
  );
}

/** What is wrong with a value and with what is in it, each with its key. */
function errorsBelow(errors: ReadonlyMap<string, string>, pointer: string): string | undefined {
  const found = [...errors].flatMap(([place, detail]) => {
    if (place === pointer) return [detail];
    if (!place.startsWith(`${pointer}/`)) return [];
    const key = place
      .slice(pointer.length + 1)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~');
    return [`${key}${words.value.colon}${detail}`];
  });
  return found.length === 0 ? undefined : found.join('; ');
}
