/** The teaching metadata of the simulated platform. */

/** A textbook with the ids of all that it belongs to. */
interface Textbook {
  textbookId: string;
  textbookName: string;
  intro: string;
  periodId: string;
  subjectId: string;
  editionId: string;
  volumeId: string;
  gradeId: string;
}

/** A chapter; those at the root of a textbook have `0` above them. */
export interface Chapter {
  chapterId: string;
  chapterTitle: string;
  chapterPid: string;
  textbookId: string;
  depth: number;
  isLeaf: 'Y' | 'N';
}

const NAMES = {
  periodId: { PER0001: '小学', PER0002: '初中', PER0004: '高中' },
  subjectId: { SUB0001: '语文', SUB0002: '数学', SUB0003: '英语' },
  // Two of one name: by it alone neither is meant.
  editionId: { EDI0001: '人教版', EDI0002: '北师大版', EDI0003: '人教版' },
  volumeId: { VOL0001: '上册', VOL0002: '下册', VOL0003: '选修一' },
} as const satisfies Record<string, Record<string, string>>;

const TEXTBOOKS: readonly Textbook[] = [
  textbook('TEX0001', '小学语文人教版一年级上册', 'PER0001', 'SUB0001', 'EDI0001', 'VOL0001', 'GRA0001'),
  textbook('TEX0002', '小学语文人教版一年级下册', 'PER0001', 'SUB0001', 'EDI0001', 'VOL0002', 'GRA0001'),
  textbook('TEX0003', '小学数学北师大版二年级上册', 'PER0001', 'SUB0002', 'EDI0002', 'VOL0001', 'GRA0002'),
  textbook('TEX0004', '初中英语人教版七年级上册', 'PER0002', 'SUB0003', 'EDI0001', 'VOL0001', 'GRA0007'),
  textbook('TEX0005', '高中数学人教版选修一', 'PER0004', 'SUB0002', 'EDI0001', 'VOL0003', 'GRA0010'),
  textbook('TEX0006', '高中数学人教版选修一（新课标）', 'PER0004', 'SUB0002', 'EDI0003', 'VOL0003', 'GRA0010'),
];

function textbook(
  textbookId: string,
  textbookName: string,
  periodId: string,
  subjectId: string,
  editionId: string,
  volumeId: string,
  gradeId: string,
): Textbook {
  return { textbookId, textbookName, intro: textbookName, periodId, subjectId, editionId, volumeId, gradeId };
}

const CHAPTERS: readonly Chapter[] = TEXTBOOKS.flatMap(({ textbookId }) => {
  const id = (number: number) => `CHA${textbookId.slice(3)}${number}`;
  const at = (number: number, chapterTitle: string, chapterPid: string, isLeaf: 'Y' | 'N'): Chapter => ({
    chapterId: id(number),
    chapterTitle,
    chapterPid,
    textbookId,
    depth: chapterPid === '0' ? 1 : 2,
    isLeaf,
  });
  return [
    at(1, '第一单元', '0', 'N'),
    at(2, '春晓', id(1), 'Y'),
    at(3, '练习', id(1), 'Y'),
    at(4, '第二单元', '0', 'N'),
    // In both units.
    at(5, '练习', id(4), 'Y'),
  ];
});

const FILTERS = ['periodId', 'subjectId', 'editionId', 'volumeId', 'gradeId'] as const;

/** The kinds of lists that textbooks are narrowed by. */
export type ListKey = keyof typeof NAMES;

/** True for an id of a list. */
export function isListed(key: ListKey, id: string): boolean {
  return id in NAMES[key];
}

/** The textbooks that fit all given ids; `aamGradeId` counts in place of `gradeId`. */
export function textbooksOf(filter: Readonly<Record<string, unknown>>): readonly Textbook[] {
  const { aamGradeId, ...rest } = filter;
  const wanted: Record<string, unknown> = aamGradeId ? { ...rest, gradeId: aamGradeId } : rest;
  return TEXTBOOKS.filter((one) => FILTERS.every((key) => !wanted[key] || wanted[key] === one[key]));
}

/** The entries of a list that textbooks with these ids belong to. */
export function listOf(key: ListKey, filter: Readonly<Record<string, unknown>>): { id: string; name: string }[] {
  const ids = new Set<string>(textbooksOf(filter).map((one) => one[key]));
  return Object.entries(NAMES[key]).flatMap(([id, name]) => (ids.has(id) ? [{ id, name }] : []));
}

/** True for the id of a textbook. */
export function isTextbook(id: string): boolean {
  return TEXTBOOKS.some(({ textbookId }) => textbookId === id);
}

/** Chapters below a textbook or a chapter: all of them, or those directly below. */
export function chaptersBelow(parentType: '0' | '1', parentId: string, isWholeTree: boolean): Chapter[] {
  const tops = CHAPTERS.filter((one) =>
    parentType === '0' ? one.textbookId === parentId && one.chapterPid === '0' : one.chapterPid === parentId,
  );
  if (!isWholeTree) return tops;
  return tops.flatMap((top) => [top, ...chaptersBelow('1', top.chapterId, true)]);
}

/** A chapter by its id. */
export function chapterOf(id: string): Chapter | undefined {
  return CHAPTERS.find(({ chapterId }) => chapterId === id);
}
