import { LABELS_MEMO } from './names.ts';
import type { Check } from './shapes.ts';
import { HALF_CHARACTER_PROBLEM, isWellFormed } from './well-formed.ts';

/** What a service calls an ingestion by in its own terms, such as the number of an order: texts by keys of its choice. */
export type Labels = Readonly<Record<string, string>>;

/** Labels of one request. */
export const MAX_LABELS = 10;
/** Characters of a key. */
export const MAX_LABEL_KEY = 50;
/** Characters of a value. */
export const MAX_LABEL_VALUE = 200;

/** Letters and digits of any script below U+10000: a pattern that is published has to mean the same with flags and without. */
const LETTERS =
  'A-Za-z0-9\\u00a1-\\u167f\\u1681-\\u1fff\\u2070-\\u2fff\\u3001-\\ud7ff\\uf900-\\ufdff\\ufe30-\\ufefe\\uff01-\\uffef';

/** Control characters, and what else ends a line. */
const CONTROLS = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029';

/** A key, apart from its length: letters, digits and `. _ / -`, the first none of those four. */
export const LABEL_KEY_PATTERN = new RegExp(`^[${LETTERS}][${LETTERS}._/-]*$`);
/** A value, apart from its length: one line, of which a terminal shows all. */
export const LABEL_VALUE_PATTERN = new RegExp(`^[^${CONTROLS}]+$`);

/** What is wrong with one label, or with all of them where there is no key: the end of a sentence that begins with the place. */
export interface LabelProblem {
  key?: string;
  message: string;
}

/** Everything that is wrong with labels. */
export function labelProblems(labels: unknown): LabelProblem[] {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) {
    return [{ message: 'must be keys with texts' }];
  }
  const all = Object.entries(labels);
  const tooMany = all.length > MAX_LABELS ? [{ message: 'has more than 10 labels' }] : [];
  return [
    ...tooMany,
    ...all.flatMap(([key, value]: [string, unknown]) => [
      ...(isLabelKey(key)
        ? []
        : [{ key, message: 'is no key: 1 to 50 letters, digits and . _ / - are one, the first a letter or a digit' }]),
      ...valueProblems(value).map((message) => ({ key, message })),
    ]),
  ];
}

function isLabelKey(key: string): boolean {
  return key.length <= MAX_LABEL_KEY && LABEL_KEY_PATTERN.test(key);
}

function valueProblems(value: unknown): string[] {
  if (typeof value !== 'string') return ['must be a text, in quotes'];
  if (value === '') return ['must not be empty'];
  if (!isWellFormed(value)) return [HALF_CHARACTER_PROBLEM];
  const isTooLong = value.length > MAX_LABEL_VALUE && [...value].length > MAX_LABEL_VALUE;
  return [
    ...(isTooLong ? ['has more than 200 characters'] : []),
    ...(LABEL_VALUE_PATTERN.test(value) ? [] : ['has a line break or another control character']),
  ];
}

const areLabels: Check = (value) => labelProblems(value).length === 0;

/** What the memo of a run has of the labels of its request; nothing of labels that no request can have. */
export function labelsMemo(request: { labels?: unknown }): Record<string, Labels> {
  const { labels } = request;
  if (labels === undefined || !areLabels(labels)) return {};
  const some = labels as Labels; // as: the check has seen them
  return Object.keys(some).length === 0 ? {} : { [LABELS_MEMO]: some };
}

/** The labels of an ingestion, as the memo of its run has them; undefined without any. */
export function labelsOf(memo: Record<string, unknown> | undefined): Labels | undefined {
  const labels = memo?.[LABELS_MEMO];
  return labels !== undefined && areLabels(labels) ? (labels as Labels) : undefined; // as: likewise
}

/** Labels in one line: `order=4711, department=结构`. */
export function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
