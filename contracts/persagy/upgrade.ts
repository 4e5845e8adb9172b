import { isText, shaped } from '../shapes.ts';

/** Name of the workflow that makes both upgrade calls. */
export const UPGRADE_WORKFLOW = 'upgradePersagy';

/** The upgrade calls, in the order of the document, each of which has to succeed before the next. */
export const UPGRADE_OPERATIONS = ['upgrade/updateAccountAreaAuth', 'upgrade/clearRedisCache'] as const;

/** The platform to upgrade. */
export interface UpgradeInput {
  platform: string;
}

/** How often each call was made until it succeeded. */
export interface UpgradeResult {
  calls: { operation: string; attempts: number }[];
}

/** Between two attempts at a call that the platform refuses: doubles, to the longest. Milliseconds. */
export const UPGRADE_PAUSE = { firstMs: 1_000, longestMs: 60_000 };

/** True for an input as any client may send it. */
export const isUpgradeInput = shaped<UpgradeInput>({ platform: isText });
