/** The platform says no: thrown by whatever part decides it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** `respCode`. */
  readonly code: string;

  constructor(message: string, code = 'A0400') {
    super(message);
    this.code = code;
  }
}

/** The envelope of a refusal (document, "业务响应body说明"). */
export function refusal(words: string, code = 'B0001'): Record<string, unknown> {
  return { respCode: code, respMsg: words };
}
