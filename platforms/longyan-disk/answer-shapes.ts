/** What the platform's answers are made of; lenient where the manual's own examples differ from its tables. */
import { z } from 'zod';

/** A text that may come as a number. */
export const text = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string().max(2_000));

/** An id that the platform gives and takes back as it came. */
export const reference = text.pipe(z.string().min(1).max(200));

/** A number that may come as text. */
export const number = z.preprocess(
  (value) => (typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value),
  z.number(),
);

/** A `Long`, as its digits: it may be larger than a JavaScript number can tell. */
export const fid = text.pipe(z.string().regex(/^\d{1,19}$/));

/** `"false"` is no, `"yes"` is yes (manual section 4.2); a Boolean says the same. */
const isYes = z.preprocess((value) => {
  const word = String(value).toLowerCase();
  if (word === 'yes' || word === 'true') return true;
  return word === 'false' || word === 'no' ? false : value;
}, z.boolean());

/** A field of an answer that the client does not use: any shape will do. */
const unused = z.unknown().optional();

/** What the platform has of a file (manual sections 4.2 to 4.4). */
export const fileRecord = z.object({
  fid,
  fileLength: number.pipe(z.int().min(0)),
  fileMd5: z.string().regex(/^[0-9a-fA-F]{32}$/),
  fileNameLocal: text.nullish(),
  filePathLocal: text.nullish(),
  filePos: number.pipe(z.int().min(0)),
  fileSize: unused,
  fileExt: unused,
  postComplete: isYes,
  postedLength: unused,
  postedTime: text.nullish(),
  userId: unused,
});
/** See {@link fileRecord}. */
export type WireFileRecord = z.infer<typeof fileRecord>;

/** A list whose entries have an id and a name; what lacks either, as in the manual's own example, is left out. */
export function listOf(id: string, name: string) {
  const entry = z.looseObject({ [id]: reference, [name]: text });
  return z.array(z.unknown()).transform((list) =>
    list.flatMap((value) => {
      const read = entry.safeParse(value);
      return read.success ? [{ id: String(read.data[id]), name: String(read.data[name]) }] : [];
    }),
  );
}

/** A chapter of a textbook (manual section 3.8); one that is given as a tree has those below it as `children`. */
export const chapters = z.array(z.unknown()).transform((list) => flattened(list));

/** A chapter as it is known to us. */
export interface WireChapter {
  id: string;
  title: string;
  /** Id of the chapter above; `0` for one at the root. */
  parentId: string;
}

const chapter = z.looseObject({ chapterId: reference, chapterTitle: text, chapterPid: text.nullish() });

function flattened(list: readonly unknown[], above = '0'): WireChapter[] {
  return list.flatMap((value) => {
    const read = chapter.safeParse(value);
    if (!read.success) return [];
    const { chapterId, chapterTitle, chapterPid, ...rest } = read.data;
    const below = ['children', 'childList', 'chapterList'].flatMap((name): unknown[] => {
      const inner = rest[name];
      return Array.isArray(inner) ? inner : [];
    });
    return [{ id: chapterId, title: chapterTitle, parentId: chapterPid ?? above }, ...flattened(below, chapterId)];
  });
}
