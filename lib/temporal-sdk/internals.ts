// What the SDK has and does not export by its entry. Imported from here only, so that a new version of the SDK is checked in one
// place.
export { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
export { InternalWorkflowStartOptionsSymbol } from '@temporalio/client/lib/internal.js';
export {
  visit,
  walkDescribeWorkflowExecutionResponse,
  walkGetWorkflowExecutionHistoryResponse,
} from '@temporalio/common/lib/internal-non-workflow/payload-visitor.js';
export { msOptionalToNumber, msToTs, optionalTsToMs, tsToMs } from '@temporalio/common/lib/time.js';
