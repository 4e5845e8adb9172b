/** A worker with the product's limit of an activation: `node busy-worker.ts ADDRESS TASK_QUEUE`. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { ACTIVATION_LIMIT } from '../../worker/activation-limit.ts';

const [address = '', taskQueue = ''] = process.argv.slice(2);
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('./busy-workflow.ts', import.meta.url)),
  ...ACTIVATION_LIMIT,
});
process.send?.({ ready: 'worker' });
await worker.run();
