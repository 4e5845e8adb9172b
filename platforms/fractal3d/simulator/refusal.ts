/** The errors of the document's table (接口错误一览表), with their HTTP statuses. */
export const ERROR_STATUS = {
  InvalidParameter: 400,
  /** Not in the table: a credential that the platform does not know. */
  Unauthorized: 401,
  PermissionDenied: 403,
  NotSupported: 403,
  NotFound: 404,
  InstanceNotInitialized: 428,
  RequestRateLimited: 429,
  InternalServerError: 500,
} as const;

/** The platform says no: thrown by whatever part decides it, told in the form of the call. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly status: number;

  constructor(type: keyof typeof ERROR_STATUS, message: string) {
    super(message);
    this.status = ERROR_STATUS[type];
  }
}

/** How a call tells a failure: the document shows both forms. */
export type ErrorForm = 'message' | 'error';

/** The body of a failure. */
export function refusalBody(form: ErrorForm, message: string): unknown {
  return form === 'message' ? { message } : { error: { message } };
}
