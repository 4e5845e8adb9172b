/** What a part of the tus server throws to have a request answered with this status; `message` says what to do. */
export class Refusal extends Error {
  // The names that the tus server looks for.
  readonly status_code: number;
  readonly body: string;

  constructor(status: number, message: string) {
    super(message);
    this.status_code = status;
    this.body = message;
  }
}

/** What is said of a body that is too long for one request. */
export function tooLarge(maxBytes: number): string {
  return (
    `one request takes a file of ${maxBytes} bytes at most: send a larger one by the tus protocol, which goes on after a cut ` +
    '(header Tus-Resumable: 1.0.0; OPTIONS says how large it may be)'
  );
}
