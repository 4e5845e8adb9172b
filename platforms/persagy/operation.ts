import type { FieldNeed, OperationEffect } from '../../lib/operations/definition.ts';
import type { Fields, ValuesOf } from './field.ts';
import type { RecordName } from './records.ts';

/** What comes under `content` of a success. */
export type Answer =
  /** Nothing. */
  | { kind: 'nothing' }
  /** The id of what was made; of an operation that also updates it may be missing. */
  | { kind: 'id'; isOptional?: true }
  /** Records, all at once. */
  | { kind: 'list'; record: RecordName }
  /** One page of records; `count` is the number of all. */
  | { kind: 'page'; record: RecordName }
  /** Records with those below them. */
  | { kind: 'tree'; record: RecordName }
  /** One record. */
  | { kind: 'one'; record: RecordName };

/** A field that the session fills in where the caller leaves it out. */
export type SessionField = 'accountBelong' | 'accountId' | 'appId';

/** One operation of the platform, as data. */
export interface Operation<
  Required extends Fields = Fields,
  Optional extends Fields = Fields,
  A extends Answer = Answer,
> {
  /** The heading of the document. */
  title: string;
  /** What it does, in English. */
  text: string;
  effect: OperationEffect;
  /** Required by the document, and added from the session where the caller leaves them out. */
  session: readonly SessionField[];
  /** Refused without. */
  required: Required;
  optional: Optional;
  needs?: readonly FieldNeed[];
  /** It is called without a token: it is how one comes by it. */
  isLogin?: true;
  answer: A;
}

/** An operation, its types kept. */
export function operation<R extends Fields, O extends Fields, const A extends Answer>(
  definition: Operation<R, O, A>,
): Operation<R, O, A> {
  return definition;
}

/** What a caller gives an operation. */
export type InputOf<O extends Operation> =
  O extends Operation<infer R, infer Opt>
    ? ValuesOf<R> & Partial<ValuesOf<Opt>> & { [Name in O['session'][number]]?: string }
    : never;
