import { randomUUID } from 'node:crypto';
import type { FileOnPlatform } from './kind-under-test.ts';
import { conformance } from './suite.ts';

interface BoxState {
  files: { box: string; name: string; md5: string }[];
}

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
    const { files } = await control.state<BoxState>();
    for (const file of files.filter((one) => one.name === name)) {
      const path = `/boxes/${file.box}/files/${encodeURIComponent(name)}`;
      await fetch(`${control.url}${path}`, {
        method: 'DELETE',
        headers: { authorization: 'Bearer demo-box-token' },
      });
    }
  },
});
