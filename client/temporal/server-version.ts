import type { Temporal } from './temporal.ts';

/** See `Modelrail.serverVersion`. */
export async function readServerVersion(temporal: Temporal): Promise<string> {
  const { serverVersion } = await temporal.call(() => temporal.client.workflowService.getSystemInfo({}));
  return serverVersion || 'of an unknown version';
}
