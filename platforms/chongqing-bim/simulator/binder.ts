import { z } from 'zod';
import { Refusal } from './answers.ts';

/**
 * Reads a call's parameters as an ASP.NET binder does: names in any case, unknown ones ignored. `schema` has its names
 * in lower case and its messages in the platform's language.
 *
 * @throws Refusal with one validation error per field that does not pass
 */
export function bind<S extends z.ZodType>(schema: S, parameters: unknown): z.infer<S> {
  const bound = schema.safeParse(foldNames(parameters));
  if (bound.success) return bound.data;
  const errors = bound.error.issues.map((issue) => ({ message: issue.message, members: [issue.path.join('.')] }));
  throw new Refusal('你的请求无效！', errors);
}

/** The same for a call whose envelope has no place for validation errors: the words of the first are the message. */
export function bindPlain<S extends z.ZodType>(schema: S, parameters: unknown): z.infer<S> {
  const bound = schema.safeParse(foldNames(parameters));
  if (bound.success) return bound.data;
  const [first] = bound.error.issues;
  throw new Refusal(first === undefined ? '参数无效' : `参数无效：${first.path.join('.')} ${first.message}`);
}

function foldNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(foldNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), foldNames(inner)]));
}

/** Text that must not be blank; kept as it came. */
export function requiredText(label: string) {
  return z.string({ error: `${label}不能为空` }).regex(/\S/, `${label}不能为空`);
}

/** A GUID with hyphens. */
export function guid(label: string) {
  return z.string({ error: `${label}不能为空` }).regex(GUID, `${label}不是有效的GUID`);
}

/** A whole number; JSON has it as a number, not as text. */
export function wholeNumber(label: string) {
  return z.int({ error: `${label}必须为整数` });
}

/** MD5 in lower-case hex (platform reading 4). */
export const md5Hex = z
  .string({ error: '文件Hash不能为空' })
  .regex(/^[0-9a-f]{32}$/, '文件Hash必须为32位小写十六进制MD5');

const GUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
