import { z } from 'zod';
import { Refusal } from './answers.ts';
import { bindPlain, md5Hex, requiredText } from './binder.ts';
import { extensionOf } from './files.ts';

/** Fields of an upload request (manual section 3), with their rules of platform readings 3 and 4 checked. */
export interface ChunkForm {
  fileName: string;
  extension: string;
  hash: string;
  fileSize: number;
  totalChunks: number;
  /** 1 … totalChunks, or -1 for the merge. */
  chunkNumber: number;
  currentChunkSize: number;
  tags: string[];
}

/** Fields as they came, names in lower case. */
export interface RawForm {
  fields: Map<string, string>;
  tags: string[];
}

const FIELD_NAMES = [
  'filename',
  'fileextention',
  'filehash',
  'filesize',
  'totalchunks',
  'chunknumber',
  'currentchunksize',
] as const;

/** Takes up one field; a name that comes twice is refused, except `tags`, which comes once per tag. */
export function addField(form: RawForm, name: string, value: string): void {
  const key = name.toLowerCase();
  if (key === 'tags') {
    addTag(form, value);
    return;
  }
  if (form.fields.has(key)) throw new Refusal(`参数重复：${name}`);
  form.fields.set(key, value);
}

function addTag(form: RawForm, value: string): void {
  // An uploader without tags may send one empty part, or the manual's default as text.
  if (value === '' || value === '[]') return;
  if (/^\[.*\]$/s.test(value)) throw new Refusal('tags参数格式错误：每个标签应单独提交');
  form.tags.push(value);
}

/** True when every field is there, so that the bytes can go straight to their place. */
export function isComplete(form: RawForm): boolean {
  return FIELD_NAMES.every((name) => form.fields.has(name));
}

function formNumber(label: string) {
  return z
    .string({ error: `${label}不能为空` })
    .regex(/^-?\d{1,15}$/, `${label}必须为整数`)
    .transform(Number);
}

const chunkForm = z.object({
  filename: requiredText('文件名'),
  fileextention: requiredText('文件类型'),
  filehash: md5Hex,
  filesize: formNumber('文件大小').refine((size) => size > 0, '文件大小必须大于0'),
  totalchunks: formNumber('切片总数').refine((count) => count > 0, '切片总数必须大于0'),
  chunknumber: formNumber('切片序号'),
  currentchunksize: formNumber('切片大小').refine((size) => size >= 0, '切片大小不能为负数'),
});

/**
 * Checks the fields of a request against each other.
 *
 * @throws Refusal for whatever does not fit
 */
export function parseChunkForm(raw: RawForm): ChunkForm {
  const bound = bindPlain(chunkForm, Object.fromEntries(raw.fields));
  const form: ChunkForm = {
    fileName: bound.filename,
    extension: bound.fileextention,
    hash: bound.filehash,
    fileSize: bound.filesize,
    totalChunks: bound.totalchunks,
    chunkNumber: bound.chunknumber,
    currentChunkSize: bound.currentchunksize,
    tags: [...raw.tags],
  };
  if (/[/\\\p{Cc}]/u.test(form.fileName)) throw new Refusal('文件名包含非法字符');
  if (form.extension !== extensionOf(form.fileName)) throw new Refusal('文件类型与文件名的扩展名不一致');
  if (form.totalChunks > form.fileSize) throw new Refusal('切片总数大于文件大小');
  if (form.chunkNumber === MERGE) {
    if (form.currentChunkSize !== 0) throw new Refusal('合并请求的切片大小必须为0');
    return form;
  }
  if (form.chunkNumber < 1 || form.chunkNumber > form.totalChunks) {
    throw new Refusal(`切片序号超出范围：${form.chunkNumber}/${form.totalChunks}`);
  }
  chunkSizeOf(form);
  return form;
}

/** `chunkNumber` of the call that merges. */
export const MERGE = -1;

/**
 * The size of every chunk but the last, as one chunk of the file tells it.
 *
 * @throws Refusal when no chunk size gives this chunk in a file of this size and number of chunks
 */
export function chunkSizeOf(form: ChunkForm): number {
  const { fileSize, totalChunks, chunkNumber, currentChunkSize } = form;
  const isLast = chunkNumber === totalChunks;
  const others = totalChunks - 1;
  const size = isLast && others > 0 ? (fileSize - currentChunkSize) / others : currentChunkSize;
  const last = fileSize - others * size;
  const fits =
    Number.isInteger(size) && size > 0 && last >= 1 && last <= size && (!isLast || last === currentChunkSize);
  if (!fits) throw new Refusal('切片大小与文件大小、切片总数不符');
  return size;
}
