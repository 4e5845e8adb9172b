import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

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
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const problems = document.errors.map((error) => ({ line: lineAt(error.pos[0]), message: error.message }));
  const lineOf = (path: KeyPath) => lineAt(offsetOf(document, path));
  if (problems.length > 0) return { value: undefined, problems, lineOf };
  try {
    return { value: document.toJS() ?? {}, problems, lineOf };
  } catch (error) {
    // An alias without its anchor is only noticed here, and the parser gives it no place.
    const message = error instanceof Error ? error.message : String(error);
    return { value: undefined, problems: [{ line: 1, message }], lineOf };
  }
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
