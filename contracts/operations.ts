import { isText, shaped } from './shapes.ts';
import type { StepInfo } from './step-info.ts';

/** Name of the workflow that makes one call of a platform's API. */
export const CALL_WORKFLOW = 'callPlatform';

/** One call of a platform's API by the name of its operation. */
export interface OperationCall {
  platform: string;
  /** The last two segments of the vendor's path: `role/querySaasRoleList`; the method first where several have them: `GET api/comments`. */
  operation: string;
  /** In the vendor's spelling. Secrets are references, `${NAME}` or `${file:PATH}`, which the worker replaces. */
  input: Readonly<Record<string, unknown>>;
}

/** What the platform answered, envelope and all; what holds a secret is left out. */
export type OperationAnswer = Readonly<Record<string, unknown>>;

/** The step that calls a platform by the name of an operation, whatever its kind. */
export interface OperationActivities {
  callOperation(call: OperationCall): Promise<OperationAnswer>;
}

/** The steps of calls, by name. */
export const OPERATION_STEPS: Readonly<Record<keyof OperationActivities, StepInfo>> = {
  callOperation: { policy: 'call' },
};

/** True for a call as any client may send it. */
export const isOperationCall = shaped<OperationCall>({
  platform: isText,
  operation: isText,
  input: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
});
