/** A page of the documentation; its name is the path below the project. */
export interface MarkdownPage {
  name: string;
  text: string;
}

/** A fenced block of code. */
export interface FencedBlock {
  language: string;
  lines: string[];
}

/** The fenced blocks of a page, in their order. */
export function fencedBlocks(text: string): FencedBlock[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', body = '']) => ({
    language,
    lines: body.trimEnd().split('\n'),
  }));
}

function withoutFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '');
}

/** The code spans of a text, those in fenced blocks left out. */
export function codeSpans(text: string): string[] {
  // A line may end within a span, a paragraph may not. A span with a backtick in it stands between two.
  const spans = withoutFences(text).matchAll(/(?<!`)(`{1,2})(?!`)((?:.|\n(?!\n))+?)(?<!`)\1(?!`)/g);
  return [...spans].map(([, , span = '']) => span.replace(/\s+/g, ' '));
}

/** The cells of every table below a heading, up to the next heading of any level; header rows left out. */
export function tableRows(text: string, heading: string): string[][] {
  const [, behind = ''] = text.split(new RegExp(`^#+ ${heading}$`, 'm'));
  return rowsOf(behind.split(/^#+ /m)[0] ?? '');
}

/** The cells of every table of a text; header rows left out. */
export function rowsOf(text: string): string[][] {
  const rows = text.split('\n').map((line) =>
    line.startsWith('|')
      ? line
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim())
      : undefined,
  );
  return rows.filter((row, at): row is string[] => {
    const isHead = rows[at + 1]?.every((cell) => /^-+$/.test(cell)) === true;
    return row !== undefined && !isHead && !row.every((cell) => /^-+$/.test(cell));
  });
}

/** A call of the program as it is written on a page. */
export interface DocumentedCall {
  /** As written, for messages. */
  line: string;
  /** What follows `modelrail`. */
  words: string[];
}

/** Every `modelrail …`, in shell blocks as in code spans. */
export function modelrailCalls(text: string): DocumentedCall[] {
  const shell = fencedBlocks(text)
    .filter(({ language }) => language === 'sh' || language === 'console')
    .flatMap(({ language, lines }) => {
      const typed = language === 'sh' ? lines : lines.filter((line) => line.startsWith('$ '));
      return typed.join('\n').replaceAll('\\\n', ' ').split('\n');
    });
  return [...shell, ...codeSpans(text)].flatMap((line) => {
    const call = /^(?:\$ )?(?:npx )?modelrail(?: (.*))?$/.exec(line.replace(/\s+# .*$/, '').trim());
    if (call === null) return [];
    const words = (call[1] ?? '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
    // `modelrail` and `modelrail …` alone are the name of the program.
    return words.length === 0 || words[0] === '…' ? [] : [{ line, words }];
  });
}

/** A heading of a page, with the anchor that GitHub makes of it. */
export interface Heading {
  level: number;
  anchor: string;
}

/** The headings of a page, those in fenced blocks left out. */
export function headingsOf(text: string): Heading[] {
  return [...withoutFences(text).matchAll(/^(#+) (.*)$/gm)].map(([, marks = '', heading = '']) => ({
    level: marks.length,
    anchor: heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  }));
}

/** The anchors of a page's headings. */
export function anchorsOf(text: string): string[] {
  return headingsOf(text).map(({ anchor }) => anchor);
}

/** The text of each section of a page, its heading left out: first what stands before any heading. */
export function sectionsOf(text: string): string[] {
  return withoutFences(text).split(/^#+ .*$/m);
}
