import { ApplicationFailure, defineSignal, isCancellation, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { STEP_WAITING_SIGNAL } from '../../contracts/names.ts';
import { isOperationCall, type OperationAnswer, type OperationCall } from '../../contracts/operations.ts';
import { parseStepWaiting } from '../../contracts/signal-shapes.ts';
import { escapeText } from '../status/markdown.ts';
import { failureOfStep } from '../steps/failure-info.ts';
import { onStepsChanged, openSteps, recordWaiting } from '../steps/open-steps.ts';
import { operationSteps } from '../steps/steps.ts';

const stepWaitingSignal = defineSignal<[unknown]>(STEP_WAITING_SIGNAL);

/**
 * Makes one call of a platform's API and answers what the platform answers. Fails with the type and the words of what went wrong: a
 * refusal, or a call that is not to be made a second time and whose outcome is not known.
 */
export async function callPlatform(call: OperationCall): Promise<OperationAnswer> {
  if (!isOperationCall(call)) throw ApplicationFailure.nonRetryable('the input is no call', 'InvalidRequest');
  setHandler(stepWaitingSignal, (told) => {
    const waiting = parseStepWaiting(told);
    if (waiting !== undefined) recordWaiting(waiting);
  });
  onStepsChanged(() => setCurrentDetails(waitingLines()));
  const { platform, operation, input } = call;
  try {
    return await operationSteps.callOperation({ platform, operation, input }, { summary: `${platform}: ${operation}` });
  } catch (error) {
    if (isCancellation(error)) throw error;
    throw failureOfStep(error);
  }
}

function waitingLines(): string {
  return openSteps()
    .flatMap(({ waiting }) => (waiting === undefined ? [] : [`**Waits**: ${escapeText(waiting.reason, 400)}`]))
    .join('\n');
}
