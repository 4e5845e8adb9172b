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
