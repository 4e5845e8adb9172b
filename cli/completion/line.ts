/** A command line as far as the cursor. */
export interface TypedLine {
  /** The words before the one at the cursor, without quotes; the program is not among them. */
  before: string[];
  /** What is typed of the word at the cursor, without quotes. */
  word: string;
  /** The quote that is open at the cursor. */
  quote: string;
}

/** Reads a line as a shell does. `escape`: what takes the meaning from the next character. */
export function readLine(line: string, escape: '\\' | '`'): TypedLine {
  const words: string[] = [];
  let word = '';
  let isWord = false;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === escape && quote !== "'") {
      at += 1;
      word += line.charAt(at);
      isWord = true;
    } else if (quote === '' ? character === '"' || character === "'" : character === quote) {
      quote = quote === '' ? character : '';
      isWord = true;
    } else if (quote === '' && /\s/.test(character)) {
      if (isWord) words.push(word);
      word = '';
      isWord = false;
    } else {
      word += character;
      isWord = true;
    }
  }
  // Variables of one command stand before it.
  const program = words.findIndex((one) => !/^\w+=/.test(one));
  return { before: program < 0 ? [] : words.slice(program + 1), word, quote };
}
