import { smallIfc } from '../test/support/model-files.ts';
import type { TestSystem } from '../test/support/system.ts';

const PLACE = { platform: 'files', filepath: '单据/4711', groupname: '模型' };

/** A service for attachments. */
export const ATTACHMENTS = { further: { files: { kind: 'iuap-files', simulator: {} } } } as const;

/** The same, of a scenario that keeps the run before the retry as well. */
export const RETRIED_ATTACHMENTS = { ...ATTACHMENTS, more: ['attachments'] };

/**
 * Two files are attached: the answer about one is lost, the other is refused and then attached by a retry. Answers the id; `keepFirst` is
 * called between the two runs.
 */
export async function retryAttachments(system: TestSystem, keepFirst: (id: string) => Promise<void>): Promise<string> {
  const simulator = system.simulatorOf('files');
  await simulator.fault({ match: { endpoint: 'upload' }, kind: 'cut-after', times: 1 });
  await simulator.fault({ match: { endpoint: 'upload' }, kind: 'refusal', message: '不允许', after: 1, times: 1 });
  const sources = await Promise.all(['1.ifc', '2.ifc'].map((name, index) => system.addModel(name, smallIfc(index))));
  const id = await system.start({ ...PLACE, files: system.request(sources).files });
  await system.finish(id);
  await keepFirst(id);
  await simulator.clearFaults();
  await system.client.retry(id);
  await system.finish(id);
  return id;
}

/** A file that goes into the store of the service, and is cancelled on the way; answers the id. */
export async function cancelDirect(system: TestSystem): Promise<string> {
  await system.simulatorOf('files').fault({ match: { endpoint: 'rewrite' }, kind: 'delay', delayMs: 2_000 });
  const { files } = system.request([await system.addModel('a.ifc', smallIfc(1))]);
  const id = await system.start({ ...PLACE, direct: true, files });
  await system.until(id, (progress) => (progress.files[0]?.upload.bytesSent ?? 0) > 0);
  await system.client.cancel(id);
  await system.finish(id);
  return id;
}
