import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { say } from '../words/say.ts';
import { parserWords } from './parser-words.ts';

/** Where a value stands in a document: keys and positions from the top. */
export type KeyPath = readonly (string | number)[];

/** Something wrong at a line of a file. */
export interface Problem {
  line: number;
  message: string;
}

/** A YAML text as plain values, with the line of each. */
export interface YamlText {
  value: unknown;
  /** What the YAML parser refused; then `value` is undefined. */
  problems: Problem[];
  /** Line, from 1, of the key (or list element) at the path; of the nearest thing above it where there is none. */
  lineOf(path: KeyPath): number;
}

/** Parses YAML 1.2, keeping the lines. */
export function parseYaml(text: string): YamlText {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, uniqueKeys: isSameKey });
  } catch (error) {
    return { value: undefined, problems: [{ line: 1, message: asParserProblem(error) }], lineOf: () => 1 };
  }
  const problems = document.errors.map((error) => ({
    line: lineAt(error.pos[0]),
    message: parserWords(error.message),
  }));
  const lineOf = (path: KeyPath) => lineAt(offsetOf(document, path));
  if (problems.length > 0) return { value: undefined, problems, lineOf };
  try {
    const value: unknown = document.toJS() ?? {};
    const circle = findCircle(value);
    if (circle === undefined) return { value, problems, lineOf };
    const message = say('an alias stands inside of its own anchor: what it means has no end');
    return { value: undefined, problems: [{ line: lineOf(circle), message }], lineOf };
  } catch (error) {
    // An alias without its anchor, and too many aliases, are only noticed here, and the parser gives them no place.
    return { value: undefined, problems: [{ line: 1, message: asParserProblem(error) }], lineOf };
  }
}

/** `1` and `"1"` are one key of what is made of them. */
function isSameKey(a: unknown, b: unknown): boolean {
  return a === b || (isScalar(a) && isScalar(b) && String(a.value) === String(b.value));
}

function asParserProblem(error: unknown): string {
  if (error instanceof RangeError) return say('it is nested too deeply');
  return parserWords(error instanceof Error ? error.message : String(error));
}

/** The path of a part that contains itself; undefined without any. What several aliases share is looked at once. */
function findCircle(
  value: unknown,
  path: KeyPath = [],
  around = new Set<object>(),
  seen = new Set<object>(),
): KeyPath | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (around.has(value)) return path;
  if (seen.has(value)) return undefined;
  seen.add(value);
  around.add(value);
  for (const [key, part] of Object.entries(value)) {
    const circle = findCircle(part, [...path, Array.isArray(value) ? Number(key) : key], around, seen);
    if (circle !== undefined) return circle;
  }
  around.delete(value);
  return undefined;
}

function offsetOf(document: Document.Parsed, path: KeyPath): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const container = isAlias(node) ? node.resolve(document) : node;
    if (isMap(container)) {
      const pair = container.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(container)) {
      node = container.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  // Nodes of a parsed document carry their range; the type of a map's key and value is open.
  return (node as Node | null | undefined)?.range?.[0];
}
