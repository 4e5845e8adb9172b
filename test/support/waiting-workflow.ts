import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';

const { waitForCancellation } = proxyActivities<{ waitForCancellation(): Promise<void> }>({
  startToCloseTimeout: '20s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** Waits for an activity that ends by cancellation only. */
export async function wait(): Promise<void> {
  await waitForCancellation();
}
