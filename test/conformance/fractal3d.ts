import { randomUUID } from 'node:crypto';
import type { KindUnderTest } from './kind-under-test.ts';
import type { PlatformControl } from './platform-control.ts';

/** What its simulator holds, as far as tests look at it. */
export interface Fractal3dState {
  files: { id: string; name: string; md5: string; size: number }[];
  jobs: { id: string; kind: 'convert' | 'thumbnail'; name: string; fileId?: string; status: string }[];
  resources: { id: string; metadata: Record<string, unknown> }[];
  comments: { comment_id: string; resource_id: string }[];
}

/** The platform of kind `fractal3d`, as suites for all kinds have to know it. */
export const FRACTAL_3D_UNDER_TEST: KindUnderTest = {
  kind: 'fractal3d',
  request: (save) => ({ thumbnail: '64x48', comment: `first ${randomUUID()}`, save }),
  settings: { convert: { pollInterval: '100ms' } },
  // Buckets in which hundreds of calls at once have room.
  simulator: {
    conversionMs: 300,
    keyBucket: { capacity: 20_000, perSecond: 2_000 },
    tokenBucket: { capacity: 20_000, perSecond: 2_000 },
  },
  uncut: { submitFractal3dConversions: 'each submission is a conversion' },
  secrets: ['demo-fractal-key', 'Bearer '],
  // No call finds a file, so what was sent twice is there twice, and is told (reading 4): each content counts once.
  async delivered(control) {
    const { files, jobs } = await control.state<Fractal3dState>();
    const converted = new Set(jobs.flatMap(({ kind, fileId }) => (kind === 'convert' ? [fileId] : [])));
    const lines = files.flatMap(({ id, name, md5 }) => (converted.has(id) ? [`${name}\n${md5}`] : []));
    return [...new Set(lines)].map((line) => {
      const [name = '', md5 = ''] = line.split('\n');
      return { name, md5 };
    });
  },
  async remains(control) {
    const { files, jobs } = await control.state<Fractal3dState>();
    return [
      ...files.map(({ id, name }) => [id, `file ${name} (perhaps)`]),
      ...jobs.filter(({ kind }) => kind === 'convert').map(({ id, name }) => [id, `conversion of ${name}`]),
    ];
  },
  async remove(control, { name }) {
    for (const id of await idsOf(control, name)) await control.call('DELETE', `files/${id}`);
  },
  async change(control, { name }) {
    for (const id of await idsOf(control, name)) await control.call('PATCH', `files/${id}`, { size: 1 });
  },
};

async function idsOf(control: PlatformControl, wanted: string): Promise<string[]> {
  const { files } = await control.state<Fractal3dState>();
  return files.flatMap(({ id, name }) => (name === wanted ? [id] : []));
}
