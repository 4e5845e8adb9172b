import { randomUUID } from 'node:crypto';
import type { FilesState } from '../platforms/iuap-files/support.ts';
import type { FileOnPlatform, KindUnderTest } from './kind-under-test.ts';
import type { PlatformControl } from './platform-control.ts';

const SERVICE = '/iuap-saas-filesystem-service/file';
const HEADERS = { 'x-files-token': 'demo-files-token' };

/** The platform of kind `iuap-files`, as suites for all kinds have to know it, but for the way that files go. */
const FILES: Omit<KindUnderTest, 'request'> = {
  kind: 'iuap-files',
  // Not longer: each of two thousand files takes it.
  simulator: { storingMs: 10 },
  final: { 'expired-token': 'the headers stand in the configuration: a worker has no other ones' },
  secrets: ['demo-files-token'],
  async delivered(control): Promise<FileOnPlatform[]> {
    const { attachments } = await control.state<FilesState>();
    return attachments.map(({ filename, md5 }) => ({ name: filename, md5 }));
  },
  async remains(control) {
    const { attachments, objects } = await control.state<FilesState>();
    const recorded = new Set(attachments.map(({ pkfile }) => pkfile));
    return objects.filter(({ pkfile }) => !recorded.has(pkfile)).map(({ filename }) => [`file ${filename}`]);
  },
  async remove(control, file) {
    for (const id of await idsOf(control, file)) {
      await fetch(`${control.url}${SERVICE}/delete?id=${id}`, { headers: HEADERS });
    }
  },
  async change(control, file) {
    for (const id of await idsOf(control, file)) {
      const form = new FormData();
      form.append('id', id);
      form.append('file', new Blob(['other']), file.name);
      await fetch(`${control.url}${SERVICE}/replace`, { method: 'POST', headers: HEADERS, body: form });
    }
  },
};

async function idsOf(control: PlatformControl, { name }: FileOnPlatform): Promise<string[]> {
  const { attachments } = await control.state<FilesState>();
  return attachments.flatMap(({ filename, id }) => (filename === name ? [id] : []));
}

/** A document of its own for each ingestion. */
const place = () => ({ filepath: `document/${randomUUID()}`, groupname: '模型' });

/** Files are attached by one call. */
export const IUAP_FILES_BY_UPLOAD = { ...FILES, request: () => ({ ...place(), url: true }) } satisfies KindUnderTest;

/** Files go into the store, and are recorded then. */
export const IUAP_FILES_DIRECT = { ...FILES, request: () => ({ ...place(), direct: true }) } satisfies KindUnderTest;
