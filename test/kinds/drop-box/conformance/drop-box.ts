import { randomUUID } from 'node:crypto';
import type { FileOnPlatform } from './kind-under-test.ts';
import type { PlatformControl } from './platform-control.ts';
import { conformance } from './suite.ts';

interface BoxState {
  files: { box: string; name: string; md5: string }[];
}

const AUTHORIZED = { authorization: 'Bearer demo-box-token' };

conformance({
  kind: 'drop-box',
  request: () => ({ box: `box-${randomUUID()}` }),
  // Not longer: each of two thousand files takes it.
  simulator: { storingMs: 20 },
  final: { 'expired-token': 'the token stands in the configuration: a worker has no other one' },
  secrets: ['demo-box-token', 'Bearer '],
  async delivered(control): Promise<FileOnPlatform[]> {
    const { files } = await control.state<BoxState>();
    return files.map(({ name, md5 }) => ({ name, md5 }));
  },
  async remove(control, { name }) {
    for (const url of await addressesOf(control, name)) await fetch(url, { method: 'DELETE', headers: AUTHORIZED });
  },
  async change(control, { name }) {
    const headers = { ...AUTHORIZED, 'content-type': 'application/octet-stream' };
    for (const url of await addressesOf(control, name)) await fetch(url, { method: 'PUT', headers, body: 'other' });
  },
});

/** Where a file of this name is, in whatever box. */
async function addressesOf(control: PlatformControl, wanted: string): Promise<string[]> {
  const { files } = await control.state<BoxState>();
  return files.flatMap(({ box, name }) =>
    name === wanted ? [`${control.url}/boxes/${box}/files/${encodeURIComponent(name)}`] : [],
  );
}
