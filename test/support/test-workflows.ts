/** Every workflow of the tests that run in a worker of the test process: one bundle for all of them. */
export { notify } from '../../workflows/notify/notify.ts';
export { makeFolderOnceResumed } from '../workflows/longyan-disk/folder-workflow.ts';
export { transferBehindGate } from './gate-workflow.ts';
export { waitForMerge } from './merge-workflow.ts';
export { ingest, somethingElse } from './stand-in-workflow.ts';
export { wait } from './waiting-workflow.ts';
