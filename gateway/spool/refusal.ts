import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { sayTold } from '../../lib/words/say.ts';

/** What a part of the tus server throws to have a request answered with this status; `message` says what to do. */
export class Refusal extends Error {
  // The names that the tus server looks for.
  readonly status_code: number;
  readonly body: string;

  /** What is said. */
  readonly sentence: Sentence;

  constructor(status: number, sentence: Sentence) {
    // Said, and so remembered: the tus server passes on the text alone.
    const message = sayTold(sentence);
    super(message);
    this.sentence = sentence;
    this.status_code = status;
    this.body = message;
  }
}

/** What is said of a body that is too long for one request. */
export function tooLarge(maxBytes: number): Sentence {
  return sentenceOf(
    'one request takes a file of {bytes} bytes at most: send a larger one by the tus protocol, which goes on after a cut (header Tus-Resumable: 1.0.0; OPTIONS says how large it may be)',
    { bytes: maxBytes },
  );
}
