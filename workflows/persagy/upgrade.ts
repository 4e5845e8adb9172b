import { ApplicationFailure, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { ErrorType } from '../../contracts/errors.ts';
import {
  isUpgradeInput,
  UPGRADE_OPERATIONS,
  UPGRADE_PAUSE,
  type UpgradeInput,
  type UpgradeResult,
} from '../../contracts/persagy/upgrade.ts';
import { escapeText } from '../status/markdown.ts';
import { failureOfStep, toErrorInfo } from '../steps/failure-info.ts';
import { operationSteps } from '../steps/steps.ts';

/** What another attempt does not change. */
const FINAL: ReadonlySet<ErrorType> = new Set(['Authentication', 'PermissionDenied', 'InvalidRequest']);

/**
 * Makes both upgrade calls of a platform, each again until it succeeds, as the document asks for (必须返回成功, 否则请再次执行). Fails when
 * who calls may not, or the platform is of another kind.
 */
export async function upgradePersagy(input: UpgradeInput): Promise<UpgradeResult> {
  if (!isUpgradeInput(input)) throw ApplicationFailure.nonRetryable('the input names no platform', 'InvalidRequest');
  const result: UpgradeResult = { calls: [] };
  for (const operation of UPGRADE_OPERATIONS) {
    result.calls.push({ operation, attempts: await callUntilDone(input.platform, operation) });
  }
  setCurrentDetails('');
  return result;
}

async function callUntilDone(platform: string, operation: string): Promise<number> {
  let pauseMs = UPGRADE_PAUSE.firstMs;
  for (let attempts = 1; ; attempts += 1) {
    try {
      await operationSteps.callOperation({ platform, operation, input: {} }, { summary: `${platform}: ${operation}` });
      return attempts;
    } catch (error) {
      const { type, message } = toErrorInfo(error);
      if (FINAL.has(type)) throw failureOfStep(error);
      setCurrentDetails(`**${operation}** has not succeeded yet: ${escapeText(message, 400)}`);
    }
    await sleep(pauseMs);
    pauseMs = Math.min(UPGRADE_PAUSE.longestMs, 2 * pauseMs);
  }
}
