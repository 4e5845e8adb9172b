import type { Endpoint, Field, Fields } from '../endpoints.ts';
import { Refusal } from './refusal.ts';

/** An input as it was checked: fields of the document, each of its kind. */
export type Input = Readonly<Record<string, unknown>>;

/** What the session is in the document: three texts that are required. */
const SESSION: Fields = {
  accountBelong: { kind: 'text', text: '', codes: { '0': '', '1': '' } },
  accountId: { kind: 'text', text: '' },
  appId: { kind: 'text', text: '' },
};

/** Compares an input with what the document says of an operation; unknown fields are refused too. Error: {@link Refusal}. */
export function checkInput(body: unknown, endpoint: Endpoint): Input {
  if (!isFields(body)) throw new Refusal('参数错误：请求体不是JSON对象');
  const session: Fields = Object.fromEntries(endpoint.session.map((name) => [name, SESSION[name] as Field])); // as: one of the three
  checkFields(body, { ...session, ...endpoint.required }, endpoint.optional, '');
  for (const { when, is, fields } of endpoint.needs ?? []) {
    const given = body[when];
    if (given === undefined || given === '' || (is !== undefined && given !== is)) continue;
    for (const name of fields) if (isMissing(body[name])) throw new Refusal(`参数错误：${name}不能为空`);
  }
  return body;
}

function checkFields(body: Input, required: Fields, optional: Fields, at: string): void {
  for (const [name, field] of Object.entries(required)) {
    if (isMissing(body[name])) throw new Refusal(`参数错误：${at}${name}不能为空`);
    checkField(body[name], field, at + name);
  }
  for (const [name, value] of Object.entries(body)) {
    if (Object.hasOwn(required, name)) continue;
    const field = Object.hasOwn(optional, name) ? optional[name] : undefined;
    if (field === undefined) throw new Refusal(`参数错误：未知字段${at}${name}`);
    // An empty text is the same as none.
    if (!isMissing(value)) checkField(value, field, at + name);
  }
}

function checkField(value: unknown, field: Field, place: string): void {
  if (!hasKind(value, field)) throw new Refusal(`参数错误：${place}类型错误`);
  const codes = 'codes' in field && !('isOpen' in field) ? field.codes : undefined;
  if (codes !== undefined && !Object.hasOwn(codes, String(value))) throw new Refusal(`参数错误：${place}取值错误`);
  if (field.kind === 'number' && field.min !== undefined && Number(value) < field.min) {
    throw new Refusal(`参数错误：${place}不可低于${field.min}`);
  }
  if (field.kind !== 'entries' || !Array.isArray(value)) return;
  for (const entry of value) {
    if (!isFields(entry)) throw new Refusal(`参数错误：${place}类型错误`);
    checkFields(entry, field.required, field.optional, `${place}.`);
  }
}

function hasKind(value: unknown, { kind }: Field): boolean {
  if (kind === 'number') return Number.isSafeInteger(value);
  if (kind === 'flag') return typeof value === 'boolean';
  if (kind === 'text') return typeof value === 'string' && value.length <= 2_000;
  return Array.isArray(value) && (kind === 'entries' || value.every((one) => typeof one === 'string'));
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text of an input; empty where there is none. */
export function textOf(input: Input, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value : '';
}

/** Entries of an input; undefined where they were not given. */
export function entriesOf(input: Input, name: string): Record<string, string>[] | undefined {
  const value = input[name];
  return Array.isArray(value) ? (value as Record<string, string>[]) : undefined; // as: `checkInput` has seen them
}
